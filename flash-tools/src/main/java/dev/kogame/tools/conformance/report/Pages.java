package dev.kogame.tools.conformance.report;

import java.io.IOException;
import java.io.Writer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import dev.kogame.tools.conformance.script.Case;
import dev.kogame.tools.conformance.script.Event;
import dev.kogame.tools.conformance.script.Outcome;

/** The pages of a report, in HTML. */
final class Pages {

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>%s</title><style>
            body { font: 14px/1.4 sans-serif; margin: 2em } table { border-collapse: collapse }
            td, th { padding: .2em .7em; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd }
            .PASS { color: #070 } .FAIL { color: #b00; font-weight: bold } .SKIP { color: #777 }
            .TO_DEVICE { background: #eef4ff } .REMARK { color: #555; font-style: italic }
            pre { margin: 0; color: #555 } td.time { text-align: right; white-space: nowrap }
            </style></head><body><h1>%s</h1>
            """;
    private static final int OCTETS_PER_LINE = 16;

    private Pages() {
    }

    static String index(List<Outcome> outcomes, String device) {
        StringBuilder out = new StringBuilder(HEAD.formatted("Conformance", "Conformance of " + escaped(device)));
        for (Outcome.Verdict verdict : Outcome.Verdict.values()) {
            out.append("<p class=\"%s\">%s %d</p>%n".formatted(verdict, verdict,
                    outcomes.stream().filter(outcome -> outcome.verdict() == verdict).count()));
        }
        out.append("<table><tr><th>case<th>title<th>RFC<th>verdict<th>time<th>reason</tr>\n");
        for (Outcome outcome : outcomes) {
            Case row = outcome.row();
            String id = row.script() == null ? row.id() : "<a href=\"%s.html\">%s</a>".formatted(row.id(), row.id());
            out.append(String.format(Locale.ROOT,
                    "<tr><td>%s<td>%s<td>%s<td class=\"%s\">%s<td class=\"time\">%.1f s<td>%s</tr>%n", id,
                    escaped(row.title()), escaped(row.rfc()), outcome.verdict(), outcome.verdict(), outcome.seconds(),
                    escaped(outcome.reason())));
        }
        return out.append("</table></body></html>\n").toString();
    }

    /** A case may have thousands of packets, so its page goes out row by row. */
    static void write(Outcome outcome, Writer out) throws IOException {
        Case row = outcome.row();
        String title = row.id() + " " + escaped(row.title());
        out.append(HEAD.formatted(title, title));
        out.append("<p>RFC %s</p><p class=\"%s\">%s %s</p>%n".formatted(escaped(row.rfc()), outcome.verdict(),
                outcome.verdict(), escaped(outcome.reason())));
        out.append("<p><a href=\"%s.pcapng\">capture</a> <a href=\"index.html\">all cases</a></p>%n"
                .formatted(row.id()));
        out.append("<table><tr><th>time<th>direction<th>packet</tr>\n");
        for (Event event : outcome.events()) {
            String what = event.frame() == null
                    ? escaped(event.remark())
                    : escaped(event.packet().toString()) + "<details><summary>" + event.frame().length
                            + " octets</summary><pre>" + hex(event.frame()) + "</pre></details>";
            String direction = switch (event.direction()) {
                case TO_DEVICE -> "to device";
                case FROM_DEVICE -> "from device";
                case REMARK -> "";
            };
            out.append(String.format(Locale.ROOT, "<tr class=\"%s\"><td class=\"time\">%.3f s<td>%s<td>%s</tr>%n",
                    event.direction(), event.atNs() / 1e9, direction, what));
        }
        out.append("</table></body></html>\n");
    }

    private static String hex(byte[] octets) {
        StringBuilder out = new StringBuilder();
        HexFormat spaced = HexFormat.ofDelimiter(" ");
        for (int at = 0; at < octets.length; at += OCTETS_PER_LINE) {
            out.append("%04x  ".formatted(at))
                    .append(spaced.formatHex(octets, at, Math.min(octets.length, at + OCTETS_PER_LINE))).append('\n');
        }
        return out.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
