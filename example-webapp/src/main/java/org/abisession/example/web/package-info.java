/** The web side of the example: servlets and a filter, wired by web.xml. */
@NullMarked
package org.abisession.example.web;

import org.jspecify.annotations.NullMarked;
