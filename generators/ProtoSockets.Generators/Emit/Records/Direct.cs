using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>
/// Which records are read and written straight from and to their bytes, without a reader or writer. A reader knows where it is, what encloses it and what went wrong; it is handed from call to call,
/// so that all of that lives in memory rather than in registers, and for a short record it is most of the cost. What has a short form here is what needs none of that as long as nothing is wrong;
/// if something is, the record is read again with a reader, which says what.
/// </summary>
internal static class Direct
{
    /// <summary>
    /// In front of both methods: the just-in-time compiler has a budget for all that it inlines into one method. In the user's method it could run out, and what is left, each slice, would be a call.
    /// </summary>
    public const string NotInlined = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]";

    /// <summary>
    /// In front of what reads a record with at most two members of variable size: for those the budget lasts, and members are read into registers of the user's method rather than stored and loaded again.
    /// </summary>
    private const string Inlined = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]";

    /// <summary>What stands in front of the methods of a record.</summary>
    public static string Inlining(RecordSpec record) => IsShort(record) ? Inlined : NotInlined;

    /// <summary>
    /// Reads a record again in which something is wrong. Where the direct way is inlined, the value is returned: a variable of the user's that is handed on by reference here, too, would be kept in
    /// memory. Where it is not, the variable is there anyway, and a value that is returned would take room on the stack, which is cleared each time.
    /// </summary>
    public static string Otherwise(RecordSpec record) => IsShort(record)
        ? $"    value = {Known.Records}.Read<{record.Type.FullName}>(source, out consumed, out error);\n    return error is null;"
        : $"    return {Known.Records}.TryRead(source, out value, out consumed, out error);";

    private static bool IsShort(RecordSpec record) => record.Members.Count(member => member.Form is TextForm or BytesForm or ListForm or VarIntForm) <= MaxVariable;

    private const int MaxVariable = 2;

    /// <summary>Whether the record is one of them.</summary>
    public static bool IsFor(RecordSpec record) =>
        record is { IsHeader: false, HeaderCounts.Count: 0, IsRecursive: false, Line: null, IsVersioned: false }
        && record.Members.Count > 0
        && record.Members.All(member => IsDirect(record, member))
        && record.Groups.All(IsDirect)
        && record.Trailer.All(IsDirect)
        && Layout.Of(record).All(IsDirect);

    /// <summary>
    /// Whether a message is one of them, header included. Versions, tags that requests give, ids in bodies, and checksums over header or frame take a reader.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="header">The protocol's header; null where it has none of its own.</param>
    public static bool IsFor(MessageSpec message, HeaderSpec? header) =>
        message is { IsVersioned: false, TakesCallTag: false, Correlation: null, Union: null }
        && (header is null || (IsForHeader(header) && !ChecksumCode.IsAround(message.Record, header) && !ChecksumCode.IsBeyond(message.Record)))
        && IsFor(message.Record);

    /// <summary>Whether a header has a fixed size, and says nothing that has to be computed from what is behind it.</summary>
    public static bool IsForHeader(HeaderSpec header) =>
        header is { From: Side.Both, VarInt: null, FrameLength: null or { Chooser: null } }
        && header.Record is { Groups.Count: 0, HeaderCounts.Count: 0, Trailer.Count: 0, IsVersioned: false }
        && header.Record.Members.All(IsInHeader)
        && Layout.Of(header.Record) is { Count: 1 } steps
        && steps[0] is RunStep run
        && run.Items.All(item => item is ScalarItem or BitsItem or MagicItem or ReservedItem or PaddingItem);

    private static bool IsInHeader(MemberSpec member) =>
        member is
        {
            Condition: null, Versions: null, ProtocolVersions: null, Position: null, IsTag: false, IsNullable: false, Checks.Count: 0, Suffix.Count: 0, Order: null, SwitchesOrder: null,
            Derived: not (ChecksumSpec or UnionTagSpec),
        }
        && !OrderCode.IsAtRunTime(member.Form);

    private static bool IsDirect(RecordSpec record, MemberSpec member) =>
        member is
        {
            Condition: null, Versions: null, ProtocolVersions: null, Position: null, InHeader: null, IsTag: false, IsToken: false, IsNullable: false,
            Checks.Count: 0, Suffix.Count: 0, Order: null, SwitchesOrder: null,
        }
        && member.Fillers.All(IsDirect)
        && IsDirect(member.Derived)
        && IsDirect(record, member.Form);

    private static bool IsDirect(DerivedSpec? derived) => derived switch
    {
        null => true,
        ConstantSpec constant => !constant.IsPerSide,
        LengthOfSpec length => length is { Unit: 1, Bias: 0, Absent: null, IncludesSelf: false },
        CountOfSpec count => count is { Bias: 0, Absent: null },
        _ => false,
    };

    private static bool IsDirect(RecordSpec record, WireForm form) => form switch
    {
        PlainForm { Order: not ByteOrder.AtRunTime } or OddWidthForm { Order: not ByteOrder.AtRunTime } or BitsForm { Order: not ByteOrder.AtRunTime } => true,
        VarIntForm integer => IsDirect(integer.Format) && !integer.Primitive.IsSigned(),
        TextForm text => !text.IsString && IsDirect(text.Length),
        BytesForm bytes => !bytes.IsStreamed && IsDirect(bytes.Length),
        ListForm list => list is { IsArray: false, IsClosed: false, Data: null, MaxBytes: null, Element: PlainForm { Order: not ByteOrder.AtRunTime } or StructForm { Size.FixedSize: not null, IsVersioned: false } } && list.Length is CountPrefix or GivenCount && IsDirect(list.Length),
        _ => false,
    };

    private static bool IsDirect(LengthSource length) => length switch
    {
        LengthPrefix prefix => IsDirect(prefix.Prefix),
        CountPrefix prefix => IsDirect(prefix.Prefix),
        GivenLength given => IsDirect(given.Field),
        GivenCount given => IsDirect(given.Field),
        Rest => true,
        _ => false,
    };

    private static bool IsDirect(PrefixSpec prefix) => prefix switch
    {
        FixedPrefix @fixed => @fixed is { Offset: 0, Order: not ByteOrder.AtRunTime } && !@fixed.Primitive.IsSigned(),
        VarIntPrefix integer => IsDirect(integer.Format),
        _ => false,
    };

    private static bool IsDirect(DerivedFieldRef field) => !field.InHeader && !field.Primitive.IsSigned() && IsDirect(field.Derived);

    /// <summary>Whether an integer of variable length is read without a reader.</summary>
    public static bool IsDirect(VarIntFormat format) => format is VarIntFormat.Leb128 or VarIntFormat.Mqtt;

    private static bool IsDirect(GroupSpec group) => !group.IsAbsent && IsDirect(group.Field);

    private static bool IsDirect(FillerSpec filler) => filler switch
    {
        MagicFiller magic => magic.Values.Count == 1,
        ReservedFiller or ReservedBitsFiller or PaddingFiller => true,
        _ => false,
    };

    private static bool IsDirect(Step step) => step switch
    {
        RunStep run => run.Items.All(item => item is ScalarItem or BitsItem or MagicItem or ReservedItem or PaddingItem or PrefixItem),
        MemberStep or EnterStep or LeaveStep => true,
        _ => false,
    };
}
