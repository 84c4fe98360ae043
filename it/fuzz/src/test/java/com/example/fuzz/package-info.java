/** The application whose sessions are fuzzed. */
package com.example.fuzz;
