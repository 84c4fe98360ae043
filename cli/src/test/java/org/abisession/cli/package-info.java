/** Tests the commands against a real Redis. */
package org.abisession.cli;
