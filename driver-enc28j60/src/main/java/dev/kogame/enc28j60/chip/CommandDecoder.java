package dev.kogame.enc28j60.chip;

import static dev.kogame.enc28j60.chip.Registers.ECON1;
import static dev.kogame.enc28j60.chip.Registers.ECON1_TXRTS;
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

    private final Registers registers;
    private final BufferMemory memory;
    private final ControlLogic control;
    private final Violations violations;

    CommandDecoder(Registers registers, BufferMemory memory, ControlLogic control, Violations violations) {
        this.registers = registers;
        this.memory = memory;
        this.control = control;
        this.violations = violations;
    }

    /** A cycle in which the host clocks octets in: RCR and RBM. The octets are those of its beginning. */
    void read(int command, byte[] into, int at, int octets) {
        int argument = command & 0x1F;
        switch (command >> 5) {
            case RCR -> readControl(argument, into, at, octets);
            case RBM -> {
                if (argument == BUFFER_ARGUMENT) {
                    if (!memory.insideRing(registers.word(ERDPT))) {
                        guardFrame(registers.word(ERDPT), octets, ERDPT);
                    }
                    memory.read(into, at, octets);
                } else {
                    undefined(command, into, at, octets);
                }
            }
            default -> undefined(command, into, at, octets);
        }
    }

    private void undefined(int command, byte[] into, int at, int octets) {
        violations.add(Violation.UNDEFINED_OPCODE, command & 0x1F);
        for (int i = 0; i < octets; i++) {
            into[at + i] = 0;
        }
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
        for (int i = 0; i < octets; i++) {
            into[at + i] = (byte) (i < dummies ? 0 : value);
        }
    }

    /** A cycle in which the host sends octets, or none: WCR, WBM, BFS, BFC, SRC. They have all arrived. */
    void write(int command, byte[] from, int at, int octets) {
        int opcode = command >> 5;
        int argument = command & 0x1F;
        if (opcode == SRC && argument == RESET_ARGUMENT) {
            control.systemReset();
            return;
        }
        if (opcode == WBM && argument == BUFFER_ARGUMENT) {
            guardFrame(registers.word(EWRPT), octets, EWRPT);
            memory.write(from, at, octets);
            return;
        }
        if (opcode != WCR && opcode != BFS && opcode != BFC) {
            violations.add(Violation.UNDEFINED_OPCODE, argument);
            return;
        }
        int register = Registers.index(control.bank(), argument);
        if (octets == 0) {
            violations.add(Violation.TRUNCATED_COMMAND, register);
            return;
        }
        if (octets > 1) {
            violations.add(Violation.EXTRA_OCTETS, register);
        }
        int value = from[at] & 0xFF;
        if (opcode == WCR) {
            if (register == ECON1 && registers.has(ECON1, 0x0C)) {
                violations.add(Violation.WHOLE_ECON1_WRITTEN, register);
            }
            control.write(register, value);
            return;
        }
        if (Registers.isMacOrMii(register)) {
            violations.add(Violation.BIT_FIELD_ON_MAC, register);
            return;
        }
        int before = registers.get(register);
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
