/** Figures of the sessions on one node, by JMX and Micrometer, and the audit log. */
@NullMarked
package org.abisession.metrics;

import org.jspecify.annotations.NullMarked;
