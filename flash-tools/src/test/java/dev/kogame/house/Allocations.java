package dev.kogame.house;

import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads compiled classes and finds what allocates where nothing may: in every method that is no constructor, no static
 * initialiser and not marked {@code @Boot}.
 *
 * <p>Calls out of the classes read are refused unless their target is known to allocate nothing, so that a convenience of the
 * class library cannot slip in. Calls to {@code @Boot} methods that allocate are refused because they would carry the exemption
 * into the packet path, unless what they answer is thrown at once: that is the end of a wrong program. Bodies of lambdas are checked wherever the lambda was made, for they run later.
 */
final class Allocations {

    /** One thing found. */
    record Finding(String type, String method, int line, String what) {
        @Override
        public String toString() {
            return type + "." + method + ":" + line + " " + what;
        }
    }

    private static final String BOOT = "Ldev/kogame/board/Boot;";

    /** Types of the class library whose methods allocate nothing as long as they return a primitive or nothing. */
    private static final Set<String> PLAIN_TYPES = Set.of("java/lang/Math", "java/lang/Integer", "java/lang/Long",
            "java/lang/Short", "java/lang/Byte", "java/lang/Character", "java/lang/Boolean", "java/lang/CharSequence",
            "java/util/Objects", "java/util/zip/CRC32", "java/util/SplittableRandom", "java/security/MessageDigest",
            "java/lang/invoke/VarHandle");

    /** Single methods known to allocate nothing. */
    private static final Set<String> PLAIN_METHODS = Set.of("java/lang/System.arraycopy", "java/util/Arrays.fill",
            "java/util/Arrays.equals", "java/util/Arrays.mismatch", "java/util/Arrays.compare",
            "java/lang/String.length",
            "java/lang/String.charAt", "java/lang/String.isEmpty", "java/lang/String.equals", "java/lang/Enum.ordinal",
            "java/lang/Object.equals", "java/lang/Object.hashCode", "java/lang/Enum.equals",
            "java/lang/Double.doubleToLongBits", "java/lang/Double.longBitsToDouble", "java/lang/Double.isFinite",
            "java/lang/Float.floatToIntBits", "java/lang/Float.intBitsToFloat", "java/lang/Float.floatToFloat16",
            "java/lang/Float.float16ToFloat", "java/lang/Object.getClass", "java/util/Optional.get",
            "java/util/Optional.isEmpty",
            "java/util/Optional.isPresent");

    private static final Map<String, String> NAMED = new TreeMap<>(Map.of( //
            "iterator", "makes an iterator", //
            "toString", "makes a string", //
            "clone", "clones", //
            "format", "formats a string", //
            "formatted", "formats a string", //
            "concat", "joins strings", //
            "values", "copies the constants of an enum"));

    private final List<ClassModel> classes;
    private final Map<String, MethodModel> bootMethods = new HashMap<>();
    private final Map<String, Boolean> bootMethodAllocates = new HashMap<>();
    private final Set<String> bootTypes = new HashSet<>();
    private final Set<String> types = new HashSet<>();

    /** @param classes all classes to be read, together: a call from one to another is then known */
    Allocations(List<ClassModel> classes) {
        this.classes = classes;
        for (ClassModel type : classes) {
            types.add(name(type));
            if (isBoot(type)) {
                bootTypes.add(name(type));
            }
        }
        for (ClassModel type : classes) {
            for (MethodModel method : type.methods()) {
                if (isBoot(method) || standsInBootType(name(type))) {
                    bootMethods.put(key(name(type), method.methodName().stringValue(), method.methodTypeSymbol()),
                            method);
                }
            }
        }
    }

    /** Everything found, in the order of the classes. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (ClassModel type : classes) {
            if (!standsInBootType(name(type))) {
                for (MethodModel method : type.methods()) {
                    if (!mayAllocate(type, method)) {
                        read(type, method, findings);
                    }
                }
            }
        }
        return findings;
    }

    /** A type is covered by its own mark and by those of the types it is nested in. */
    private boolean standsInBootType(String name) {
        for (int end = name.length(); end > 0; end = name.lastIndexOf('$', end - 1)) {
            if (bootTypes.contains(name.substring(0, end))) {
                return true;
            }
        }
        return false;
    }

    private boolean mayAllocate(ClassModel type, MethodModel method) {
        String name = method.methodName().stringValue();
        return name.equals(ConstantDescs.INIT_NAME) || name.equals(ConstantDescs.CLASS_INIT_NAME) || isBoot(method)
                || isGenerated(type, method);
    }

    /** The members javac makes for enums and records; calling them is found at the caller. */
    private static boolean isGenerated(ClassModel type, MethodModel method) {
        String name = method.methodName().stringValue();
        if (type.flags().has(AccessFlag.ENUM)) {
            return name.equals("values") || name.equals("valueOf") || name.equals("$values");
        }
        return type.findAttribute(Attributes.record()).isPresent() && method.code().isPresent()
                && method.code().get().elementStream().anyMatch(Allocations::isObjectMethods);
    }

    private static boolean isObjectMethods(CodeElement element) {
        return element instanceof InvokeDynamicInstruction dynamic
                && dynamic.bootstrapMethod().owner().descriptorString().equals("Ljava/lang/runtime/ObjectMethods;");
    }

    private void read(ClassModel type, MethodModel method, List<Finding> findings) {
        if (method.code().isEmpty()) {
            return;
        }
        int line = 0;
        List<CodeElement> elements = method.code().get().elementList();
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i) instanceof LineNumber number) {
                line = number.line();
            }
            boolean thrown = i + 1 < elements.size() && elements.get(i + 1) instanceof ThrowInstruction;
            String what = judge(elements.get(i), thrown);
            if (!what.isEmpty()) {
                findings.add(new Finding(name(type).replace('/', '.'), method.methodName().stringValue(), line, what));
            }
        }
    }

    /** What is wrong with an instruction, or nothing. */
    private String judge(CodeElement element, boolean thrown) {
        return switch (element) {
            // The compiler puts this one at the end of a switch over all constants; it is never reached.
            case NewObjectInstruction object when object.className().asInternalName()
                    .equals("java/lang/MatchException") ->
                "";
            case NewObjectInstruction object -> "makes a new " + object.className().asInternalName().replace('/', '.');
            case NewPrimitiveArrayInstruction array -> "makes a new array of " + array.typeKind().name().toLowerCase();
            case NewReferenceArrayInstruction array ->
                "makes a new array of " + array.componentType().asInternalName().replace('/', '.');
            case NewMultiArrayInstruction array -> "makes a new " + array.dimensions() + "-dimensional array";
            case InvokeDynamicInstruction dynamic ->
                "has an invokedynamic (lambda, string +, pattern switch): " + dynamic.name();
            case InvokeInstruction call -> judge(call, thrown);
            default -> "";
        };
    }

    private String judge(InvokeInstruction call, boolean thrown) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        String target = owner.replace('/', '.') + "." + name;
        if (name.equals(ConstantDescs.INIT_NAME)) {
            return ""; // the NEW before it was judged
        }
        if (name.equals("valueOf") && owner.startsWith("java/lang/")) {
            return "boxes: " + target;
        }
        boolean enumValues = !name.equals("values") || call.typeSymbol().returnType().isArray();
        if (NAMED.containsKey(name) && enumValues) {
            return NAMED.get(name) + ": " + target;
        }
        String key = key(owner, name, call.typeSymbol());
        if (bootMethods.containsKey(key)) {
            return thrown || !bootMethodAllocates(key) ? "" : "calls what is marked @Boot: " + target;
        }
        boolean plain = types.contains(owner) || owner.startsWith("dev/kogame/")
                || PLAIN_METHODS.contains(owner + "." + name)
                || name.equals("ordinal")
                || PLAIN_TYPES.contains(owner) && call.typeSymbol().returnType().isPrimitive();
        return plain ? "" : "calls what is not known to allocate nothing: " + target;
    }

    /** Whether a method would be found guilty without its mark; one that leads back to itself adds nothing by that. */
    private boolean bootMethodAllocates(String key) {
        Boolean known = bootMethodAllocates.putIfAbsent(key, false);
        if (known == null) {
            List<Finding> findings = new ArrayList<>();
            MethodModel method = bootMethods.get(key);
            read(method.parent().orElseThrow(), method, findings);
            bootMethodAllocates.put(key, !findings.isEmpty());
        }
        return bootMethodAllocates.get(key);
    }

    private static boolean isBoot(AttributedElement element) {
        return element.findAttribute(Attributes.runtimeInvisibleAnnotations()).stream()
                .flatMap(attribute -> attribute.annotations().stream()).anyMatch(a -> a.className().equalsString(BOOT));
    }

    private static String key(String owner, String name, MethodTypeDesc type) {
        return owner + "." + name + type.descriptorString();
    }

    private static String name(ClassModel type) {
        return type.thisClass().asInternalName();
    }
}
