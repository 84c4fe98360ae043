/** Contains the servlets and the filter of the example, wired by web.xml. */
@NullMarked
package org.abisession.example.web;

import org.jspecify.annotations.NullMarked;
