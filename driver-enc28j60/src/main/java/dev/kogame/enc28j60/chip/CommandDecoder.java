package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.ECON1;
import static dev.kogame.enc28j60.chip.Registers.ECON1_RXEN;
import static dev.kogame.enc28j60.chip.Registers.ECON1_TXRTS;
import static dev.kogame.enc28j60.chip.Registers.ECON2;
import static dev.kogame.enc28j60.chip.Registers.ECON2_AUTOINC;
import static dev.kogame.enc28j60.chip.Registers.ERDPT;
import static dev.kogame.enc28j60.chip.Registers.ETXND;
import static dev.kogame.enc28j60.chip.Registers.ETXST;
import static dev.kogame.enc28j60.chip.Registers.EWRPT;

/** The seven SPI commands (DS39662 section 4.2): opcode in the upper three bits, register address in the lower five. */
final class CommandDecoder {
    private static final int RCR = 0;
    private static final int RBM = 1;
    private static final int WCR = 2;
    private static final int WBM = 3;
    private static final int BFS = 4;
    private static final int BFC = 5;
    private static final int SRC = 7;
    private static final int BUFFER_ARGUMENT = 0x1A;
    private static final int RESET_ARGUMENT = 0x1F;
    private static final int STATUS_VECTOR_OCTETS = 7;

    private static final byte[] ZEROS = new byte[BufferMemory.OCTETS];

    private final Registers registers;
    private final BufferMemory memory;
    private final ControlLogic control;
    private final Violations violations;
    private final byte idle;
    private final boolean repeats;
    private final boolean reachesMac;
    private final byte[] unseen = new byte[64];

    CommandDecoder(Registers registers, BufferMemory memory, ControlLogic control, Violations violations,
            ChipOptions options) {
        this.registers = registers;
        this.memory = memory;
        this.control = control;
        this.violations = violations;
        idle = (byte) (options.reads(OpenPoint.MISO_IDLES_HIGH) ? 0xFF : 0x00);
        repeats = options.reads(OpenPoint.RCR_REPEATS);
        reachesMac = options.reads(OpenPoint.BIT_FIELD_REACHES_MAC);
    }

    /** A cycle in which the host clocks octets in, and sends zeros. The octets are those of its beginning. */
    void read(int command, byte[] into, int at, int octets) {
        int argument = command & 0x1F;
        if (command >> 5 == RBM && argument == BUFFER_ARGUMENT) {
            readBuffer(into, at, octets);
            return;
        }
        for (int i = 0; i < octets; i++) {
            into[at + i] = idle;
        }
        if (command >> 5 == RCR) {
            readControl(argument, into, at, octets);
        } else {
            write(command, ZEROS, 0, Math.min(octets, ZEROS.length));
        }
    }

    private void readBuffer(byte[] into, int at, int octets) {
        int start = registers.word(ERDPT);
        if (!memory.insideRing(start)) {
            guardFrame(start, octets, ERDPT);
            if (start + octets > BufferMemory.OCTETS && registers.has(ECON2, ECON2_AUTOINC)) {
                violations.add(Violation.READ_OVER_MEMORY_END, ERDPT);
            }
        }
        memory.read(into, at, octets);
    }

    private void readControl(int address, byte[] into, int at, int octets) {
        int register = Registers.index(control.bank(), address);
        int dummies = Registers.hasDummy(register) ? 1 : 0;
        if (octets <= dummies) {
            violations.add(Violation.TRUNCATED_COMMAND, register);
        } else if (octets > dummies + 1) {
            violations.add(Violation.EXTRA_OCTETS, register);
        }
        int value = control.read(register);
        int last = repeats ? octets : Math.min(octets, dummies + 1);
        for (int i = dummies; i < last; i++) {
            into[at + i] = (byte) value;
        }
    }

    /** A cycle in which the host sends octets, or none, and looks at nothing that comes back. They have all arrived. */
    void write(int command, byte[] from, int at, int octets) {
        int opcode = command >> 5;
        int argument = command & 0x1F;
        switch (opcode) {
            case RCR -> control.read(Registers.index(control.bank(), argument));
            case WCR, BFS, BFC -> writeControl(opcode, Registers.index(control.bank(), argument), from, at, octets);
            case RBM, WBM -> {
                if (argument != BUFFER_ARGUMENT) {
                    violations.add(Violation.UNDEFINED_OPCODE, argument);
                } else if (opcode == WBM) {
                    writeBuffer(from, at, octets);
                } else {
                    for (int done = 0; done < octets; done += unseen.length) {
                        readBuffer(unseen, 0, Math.min(octets - done, unseen.length));
                    }
                }
            }
            default -> {
                if (opcode == SRC && argument == RESET_ARGUMENT) {
                    control.systemReset();
                } else {
                    violations.add(Violation.UNDEFINED_OPCODE, argument);
                }
            }
        }
    }

    private void writeBuffer(byte[] from, int at, int octets) {
        int start = registers.word(EWRPT);
        guardFrame(start, octets, EWRPT);
        if (registers.has(ECON1, ECON1_RXEN) && octets > 0 && (memory.insideRing(start)
                || start + octets > BufferMemory.OCTETS && memory.insideRing(0))) {
            violations.add(Violation.WRITTEN_INSIDE_RING, EWRPT);
        }
        memory.write(from, at, octets);
    }

    private void writeControl(int opcode, int register, byte[] from, int at, int octets) {
        if (octets == 0) {
            violations.add(Violation.TRUNCATED_COMMAND, register);
            return;
        }
        if (octets > 1) {
            violations.add(Violation.EXTRA_OCTETS, register);
        }
        int value = from[at] & 0xFF;
        if (opcode == WCR) {
            if (register == ECON1 && registers.has(ECON1, ECON1_RXEN | ECON1_TXRTS)) {
                violations.add(Violation.WHOLE_ECON1_WRITTEN, register);
            }
            control.write(register, value);
            return;
        }
        if (Registers.isMacOrMii(register)) {
            violations.add(Violation.BIT_FIELD_ON_MAC, register);
            if (!reachesMac) {
                return;
            }
        }
        int before = control.state(register);
        control.write(register, opcode == BFS ? before | value : before & ~value);
    }

    /** The frame being sent, with the place of its status vector, belongs to the transmitter. */
    private void guardFrame(int start, int octets, int pointer) {
        if (registers.has(ECON1, ECON1_TXRTS) && start <= registers.word(ETXND) + STATUS_VECTOR_OCTETS
                && start + octets > registers.word(ETXST)) {
            violations.add(Violation.TOUCHED_WHILE_SENDING, pointer);
        }
    }
}
