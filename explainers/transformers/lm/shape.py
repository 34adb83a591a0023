"""The shapes of the two real models."""

LAYERS, HEADS, GROUPS, HEAD_SIZE = 30, 9, 3, 64  # SmolLM2-135M: three heads share the keys and values of a group
VOCABULARY = 49152  # tokens that SmolLM2 knows
ROPE_BASE = 100_000.0  # of its rotary positions
ENCODER_LAYERS, ENCODER_HEADS, ENCODER_HEAD_SIZE = 6, 12, 32  # MiniLM-L6
