/** What a person, or a build server, is told of the cases: a table, JUnit XML, pages with packets, captures. */
package dev.kogame.tools.conformance.report;
