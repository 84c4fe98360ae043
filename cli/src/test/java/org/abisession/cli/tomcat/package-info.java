@org.jspecify.annotations.NullMarked
package org.abisession.cli.tomcat;
