/** The commands against a real Redis. */
package org.abisession.cli;
