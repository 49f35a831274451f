package dev.kogame.tools.conformance.report;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import dev.kogame.tools.conformance.script.Outcome;
import dev.kogame.tools.conformance.script.Outcome.Verdict;

/** The form of test results that build servers read. */
final class JUnitXml {

    private JUnitXml() {
    }

    static String of(List<Outcome> outcomes, String device) {
        StringWriter out = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "IPv6 conformance of " + device);
            xml.writeAttribute("tests", "" + outcomes.size());
            xml.writeAttribute("failures", "" + count(outcomes, Verdict.FAIL));
            xml.writeAttribute("errors", "0");
            xml.writeAttribute("skipped", "" + count(outcomes, Verdict.SKIP));
            xml.writeAttribute("time", seconds(outcomes.stream().mapToDouble(Outcome::seconds).sum()));
            for (Outcome outcome : outcomes) {
                testcase(xml, outcome);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("XML could not be written to memory", e);
        }
        return out.toString();
    }

    private static void testcase(XMLStreamWriter xml, Outcome outcome) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "section " + outcome.row().section());
        xml.writeAttribute("name", outcome.row().id() + " " + outcome.row().title());
        xml.writeAttribute("time", seconds(outcome.seconds()));
        if (outcome.verdict() != Verdict.PASS) {
            xml.writeEmptyElement(outcome.verdict() == Verdict.FAIL ? "failure" : "skipped");
            xml.writeAttribute("message", outcome.reason());
        }
        xml.writeEndElement();
    }

    private static long count(List<Outcome> outcomes, Verdict verdict) {
        return outcomes.stream().filter(outcome -> outcome.verdict() == verdict).count();
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }
}
