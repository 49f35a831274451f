package dev.kogame.tools.conformance.fault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A stack of its own, and the conformance tool around it, in which one class may come from another source than the build's. */
final class ChangedStack extends ClassLoader {

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    /** Shared, for it remembers what is in the class path. */
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    private final Map<String, byte[]> changed;

    private ChangedStack(Map<String, byte[]> changed) {
        super(ChangedStack.class.getClassLoader());
        this.changed = changed;
    }

    /** The stack as it was built. */
    static Function<String, String> unchanged() {
        return new ChangedStack(Map.of()).caseRun();
    }

    /**
     * The stack with one class compiled anew.
     *
     * @throws AssertionError with what the compiler says if it does not take the source
     */
    static Function<String, String> with(String type, String source) {
        Map<String, ByteArrayOutputStream> compiled = new HashMap<>();
        StringWriter complaints = new StringWriter();
        JavaFileManager output = new ForwardingJavaFileManager<>(FILES) {
            @Override
            public JavaFileObject getJavaFileForOutput(Location location, String name, Kind kind, FileObject sibling) {
                return new Memory(name, kind, "", compiled);
            }
        };
        boolean taken = COMPILER
                .getTask(complaints, output, null,
                        List.of("-proc:none", "-implicit:none", "-Xlint:none", "-classpath",
                                System.getProperty("java.class.path")),
                        null, List.of(new Memory(type, Kind.SOURCE, source, compiled)))
                .call();
        if (!taken) {
            throw new AssertionError("the changed source of " + type + " does not compile: " + complaints);
        }
        Map<String, byte[]> classes = new HashMap<>();
        compiled.forEach((name, octets) -> classes.put(name, octets.toByteArray()));
        return new ChangedStack(classes).caseRun();
    }

    @SuppressWarnings("unchecked")
    private Function<String, String> caseRun() {
        try {
            return (Function<String, String>) loadClass(CaseRun.class.getName()).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.kogame.netstack.") && !name.startsWith("dev.kogame.tools.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] octets = changed.get(name);
        if (octets == null) {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                octets = in.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
        return defineClass(name, octets, 0, octets.length);
    }

    /** A source or a class that is in no file. */
    private static final class Memory extends SimpleJavaFileObject {

        private final String name;
        private final String source;
        private final Map<String, ByteArrayOutputStream> compiled;

        Memory(String name, Kind kind, String source, Map<String, ByteArrayOutputStream> compiled) {
            super(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind);
            this.name = name;
            this.source = source;
            this.compiled = compiled;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }

        @Override
        public OutputStream openOutputStream() {
            return compiled.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
        }
    }
}
