package dev.kogame.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.kogame.enc28j60.Enc28j60;
import dev.kogame.netstack.NetStack;
import org.junit.jupiter.api.Test;

/** After start nothing in the stack and the driver allocates: read from their compiled classes. */
class AllocationFreeTest {

    @Test
    void shouldNotAllocateAfterStart() throws Exception {
        List<ClassModel> classes = new ArrayList<>(classesBeside(NetStack.class));
        classes.addAll(classesBeside(Enc28j60.class));
        assertThat(classes).as("classes read").hasSizeGreaterThan(20);

        List<Allocations.Finding> findings = new Allocations(classes).findings();

        assertThat(findings).as("allocations outside of constructors and @Boot").isEmpty();
    }

    /** All classes of the folder or jar that a class came from. */
    private static List<ClassModel> classesBeside(Class<?> type) throws IOException, URISyntaxException {
        URI location = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        Path path = Path.of(location);
        if (Files.isDirectory(path)) {
            return classesUnder(path);
        }
        try (FileSystem jar = FileSystems.newFileSystem(path)) {
            return classesUnder(jar.getPath("/"));
        }
    }

    private static List<ClassModel> classesUnder(Path folder) throws IOException {
        List<ClassModel> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
                if (!file.endsWith("package-info.class")) {
                    classes.add(ClassFile.of().parse(Files.readAllBytes(file)));
                }
            }
        }
        return classes;
    }
}
