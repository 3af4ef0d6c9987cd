namespace ProtoSockets.Schema;

/// <summary>The parts of a record by which its end is found without reading it.</summary>
internal sealed record PartsSpec(EquatableArray<PartSpec> Parts);

/// <summary>A part of a record.</summary>
internal abstract record PartSpec;

/// <summary>Bytes of fixed size.</summary>
internal sealed record FixedPart(int Bytes) : PartSpec;

/// <summary>Bytes that are always the same.</summary>
internal sealed record ConstantPart(EquatableArray<byte> Bytes) : PartSpec;

/// <summary>Anything up to a terminator; a line, when its tokens may be needed.</summary>
internal sealed record TerminatedPart(EquatableArray<byte> Terminator, int MaxBytes, bool IsLine) : PartSpec;

/// <summary>Bytes that a number counts.</summary>
internal sealed record CountedPart(NumberPlace Number, EquatableArray<byte> Suffix) : PartSpec;

/// <summary>The place from which a length over several members counts.</summary>
internal sealed record MarkPart : PartSpec;

/// <summary>The last part: bytes that stream.</summary>
/// <param name="Number">Counts them; null where only their end says how many there are.</param>
/// <param name="IsFromMark">Whether it counts from the mark on, with what stands in between.</param>
/// <param name="MaxBytes">The most bytes, or null.</param>
/// <param name="Suffix">What follows them.</param>
/// <param name="Length">What says their length.</param>
internal sealed record StreamedPart(NumberPlace? Number, bool IsFromMark, int? MaxBytes, EquatableArray<byte> Suffix, LengthSource Length) : PartSpec;

/// <summary>Elements that a number counts.</summary>
internal sealed record ListPart(NumberPlace Number, string ElementType, int? ElementBytes, EquatableArray<byte> Suffix) : PartSpec;

/// <summary>Elements up to a terminator.</summary>
internal sealed record ListUntilPart(string ElementType, int? ElementBytes, EquatableArray<byte> Terminator) : PartSpec;

/// <summary>An integer of variable length.</summary>
internal sealed record VarIntPart(VarIntFormat Format) : PartSpec;

/// <summary>The rest of the message, whose end nothing tells but reading it.</summary>
internal sealed record ReadPart : PartSpec;

/// <summary>A record.</summary>
internal sealed record NestedPart(string TypeName) : PartSpec;

/// <summary>One of several records, told by a byte.</summary>
/// <param name="Skip">How many bytes of the tag stand in front of the case: 1, or 0 where the case has it.</param>
/// <param name="Cases">The cases.</param>
internal sealed record ChoicePart(int Skip, EquatableArray<ChoiceSpec> Cases) : PartSpec;

/// <summary>A case and the bytes that lead to it.</summary>
/// <param name="Tags">The tags.</param>
/// <param name="TypeName">Its record, unless all have the same size.</param>
/// <param name="Bytes">Its size, or null.</param>
internal sealed record ChoiceSpec(EquatableArray<byte> Tags, string TypeName, int? Bytes);

/// <summary>Where a number stands that counts something.</summary>
internal abstract record NumberPlace(int Bias, int Unit, int Self, long? Absent);

/// <summary>A token of the record's line; from the end when negative.</summary>
internal sealed record TokenPlace(int Index, int Radix, int Bias, int Unit, int Self, long? Absent) : NumberPlace(Bias, Unit, Self, Absent);

/// <summary>ASCII digits at an offset in the record.</summary>
internal sealed record AsciiPlace(int Offset, EquatableArray<byte> Terminator, int Radix, int Bias, int Unit, int Self, long? Absent) : NumberPlace(Bias, Unit, Self, Absent);

/// <summary>A number of fixed width, at an offset in the record or, negative, in front of what it counts.</summary>
internal sealed record FieldPlace(int Offset, int Width, ByteOrder Order, bool IsSigned, int Bias, int Unit, int Self, long? Absent) : NumberPlace(Bias, Unit, Self, Absent);

/// <summary>An integer of variable length, at an offset in the record or, negative, in front of what it counts.</summary>
internal sealed record VarIntPlace(int Offset, VarIntFormat Format, int Bias, int Unit, int Self, long? Absent) : NumberPlace(Bias, Unit, Self, Absent);
