package com.example.contract;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value with a cycle, and with one object in two places. */
final class Graph implements Serializable {
    private static final long serialVersionUID = 1;

    private @Nullable Graph self;
    private final List<String> left;
    private final List<String> right;

    private Graph(List<String> shared) {
        left = shared;
        right = shared;
    }

    static Graph make() {
        Graph graph = new Graph(new ArrayList<>(List.of("shared")));
        graph.self = graph;
        return graph;
    }

    @SuppressWarnings("ReferenceEquality") // whether it is one object is the question
    boolean isWhole() {
        return self == this && left == right && left.equals(List.of("shared"));
    }
}
