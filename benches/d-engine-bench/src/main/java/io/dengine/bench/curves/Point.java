package io.dengine.bench.curves;

/**
 * A point of a curve.
 *
 * @param x its value on the horizontal axis, from 0
 * @param label the value as text; different for each point of a curve
 * @param variant words that set the lines of this point apart from those of the others, or an empty text
 * @param shape what is measured
 */
record Point(double x, String label, String variant, Shape shape) {
    Point(double x, String label, Shape shape) {
        this(x, label, "", shape);
    }
}
