/** Answers questions about one year of a small tea shop's orders. Knows no servlet. */
@NullMarked
package org.abisession.example.shop;

import org.jspecify.annotations.NullMarked;
