/** What a run leaves behind: the machine it ran on, tables in Markdown, plots in one HTML file. */
@NullMarked
package io.ember.perf.report;

import org.jspecify.annotations.NullMarked;
