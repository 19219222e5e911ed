package io.dengine.rules;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Measures methods with the compiler's own parser. */
final class MethodSizes {
    /** Is told about each method. */
    interface Visitor {
        /**
         * @param lines from the signature to the closing brace, without blank lines
         * @param parameters how many there are; a constructor is named {@code <init>}
         */
        void method(Path file, String name, int lines, int parameters);
    }

    private MethodSizes() {}

    static void measure(List<Path> files, Visitor visitor) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                Path file = Path.of(unit.getSourceFile().toUri());
                new Scanner(file, unit, positions, visitor).scan(unit, null);
            }
        }
    }

    private static final class Scanner extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final Path file;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Visitor visitor;
        private final List<String> lines;

        Scanner(Path file, CompilationUnitTree unit, SourcePositions positions, Visitor visitor) {
            this.file = file;
            this.unit = unit;
            this.positions = positions;
            this.visitor = visitor;
            try {
                this.lines = SourceTree.lines(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            LineMap map = unit.getLineMap();
            long start = positions.getStartPosition(unit, method);
            long end = positions.getEndPosition(unit, method);
            if (start >= 0 && end >= 0) {
                int count = 0;
                for (long line = map.getLineNumber(start); line <= map.getLineNumber(end); line++) {
                    count += lines.get((int) line - 1).isBlank() ? 0 : 1;
                }
                visitor.method(
                        file,
                        method.getName().toString(),
                        count,
                        method.getParameters().size());
            }
            return super.visitMethod(method, nothing);
        }
    }
}
