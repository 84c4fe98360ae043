/** One year of a small tea shop's orders, and answers to questions about them. Knows no servlet. */
@NullMarked
package org.abisession.example.shop;

import org.jspecify.annotations.NullMarked;
