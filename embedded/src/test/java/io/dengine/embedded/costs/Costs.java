package io.dengine.embedded.costs;

import java.util.function.ToDoubleFunction;

/** The figures of one operation. Immutable. */
final class Costs {
    private final double[] values;

    private Costs(double[] values) {
        this.values = values;
    }

    static Costs of(ToDoubleFunction<Figure> figures) {
        Figure[] all = Figure.values();
        double[] values = new double[all.length];
        for (Figure figure : all) {
            values[figure.ordinal()] = figures.applyAsDouble(figure);
        }
        return new Costs(values);
    }

    double of(Figure figure) {
        return values[figure.ordinal()];
    }

    /** Returns the lesser one of each figure: what nodes do beside operations only adds to them. */
    Costs least(Costs other) {
        return of(figure -> Math.min(of(figure), other.of(figure)));
    }
}
