using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <content>Which records are plain.</content>
internal sealed partial class SpanWalk
{
    /// <summary>Whether a record is plain, and so is the header in front of it.</summary>
    public static bool Takes(RecordSpec record, HeaderSpec? header)
    {
        if (header is not null && !(header.Record.Size.FixedSize is not null && ViewEmitter.HasView(header.Record) && Takes(header.Record, null) && !header.Record.IsVersioned))
        {
            return false;
        }

        return record is { Line: null, IsRecursive: false }
            && !CheckCode.LooksAtAll(record)
            && record.Members.All(member => member is { Position: null, ProtocolVersions: null, IsTag: false, Order: null, SwitchesOrder: null } && !OrderCode.IsAtRunTime(member.Form))
            && record.Members.All(member => IsVerified(record, member))
            && Layout.Of(record).All(step => Takes(step, record, header))
            && Flat(Layout.Of(record)).SelectMany(GivenTo).All(name => record.Members.First(member => member.Name == name) is { IsOptional: false, InHeader: null });
    }

    /// <summary>Whether a member is no checksum, or one of bytes whose places are known.</summary>
    private static bool IsVerified(RecordSpec record, MemberSpec member) => member.Derived is not ChecksumSpec spec
        || (!member.IsOptional && new[] { spec.From, spec.To }.OfType<string>().All(name => IsPlaced(record.Members.First(other => other.Name == name))));

    private static bool IsPlaced(MemberSpec member) =>
        member is { InHeader: null, IsOptional: false, Form: not VarIntForm } && LengthOf(member) is not (LengthPrefix { Prefix: VarIntPrefix } or CountPrefix { Prefix: VarIntPrefix });

    private static LengthSource? LengthOf(MemberSpec member) => member.Form switch
    {
        TextForm text => text.Length,
        BytesForm bytes => bytes.Length,
        ListForm list => list.Length,
        _ => null,
    };

    private static bool Takes(Step step, RecordSpec record, HeaderSpec? header) => step switch
    {
        RunStep => true,
        MemberStep { Member: var member } => Takes(member, header),
        ConditionalStep { Member: var member, Steps: var steps } =>
            IsFlagged(record, member) && steps.All(inner => inner is RunStep or MemberStep && Takes(inner, record, header)),
        EnterStep { Group: var group } => Takes(group, header),
        LeaveStep { Group: var group } => Takes(group, header),
        _ => false,
    };

    /// <summary>Whether a flag in front of a member, of one byte or one bit, says that it is there, or the version, and nothing else.</summary>
    private static bool IsFlagged(RecordSpec record, MemberSpec member) => member.Condition is null ||
        member is { Condition: { IsWireMember: true, IsOptional: false, FollowsValue: false } condition }
        && record.Members.First(candidate => candidate.Name == condition.Name) is { Form: PlainForm or BitsForm, Checks.Count: 0, Derived: null or FlagOfSpec };

    private static bool Takes(GroupSpec group, HeaderSpec? header) =>
        group.IsDirect || group.Size.FixedSize is not null || (group.Field.InHeader && group.Field.Name == header?.FrameLength?.Member)
        || (Encloses(group) && Takes(group.Field, null));

    /// <summary>Whether a length in the record sets a limit around members.</summary>
    private static bool Encloses(GroupSpec group) =>
        group is { IsDirect: false, Size.FixedSize: null, IsAbsent: false, Field: { InHeader: false, Derived: LengthOfSpec { Absent: null } } };

    private static bool Takes(MemberSpec member, HeaderSpec? header) => member is { Suffix.Count: 0, Checks.Count: 0 } && member.Form switch
    {
        TextForm { Encoding: not TextEncoding.Utf16AtRunTime } text => Takes(text.Length, header),
        BytesForm { IsStreamed: false } bytes => Takes(bytes.Length, header),
        ListForm { ElementSize.FixedSize: > 0, Element: PlainForm or StructForm } list when !OrderCode.IsTold(list) => ViewForms.KindOf(member) == ViewKind.List && list.Length is not FixedLength && Takes(list.Length, header),
        VarIntForm form => Direct.IsDirect(form.Format) && !form.Primitive.IsSigned(),
        StructForm { HasView: true, Length: null, Size.FixedSize: not null, IsVersioned: false, HasOpenOrder: false } => true,
        _ => false,
    };

    private static bool Takes(LengthSource length, HeaderSpec? header) => length switch
    {
        LengthPrefix { Prefix: FixedPrefix { Order: not ByteOrder.AtRunTime } prefix } => IsNarrow(prefix.Primitive),
        CountPrefix { Prefix: FixedPrefix { Order: not ByteOrder.AtRunTime } prefix } => IsNarrow(prefix.Primitive),
        LengthPrefix { Prefix: VarIntPrefix { Format: var format } } => Direct.IsDirect(format),
        CountPrefix { Prefix: VarIntPrefix { Format: var format } } => Direct.IsDirect(format),
        GivenLength { Field: var field } => Takes(field, header),
        GivenCount { Field: var field } => Takes(field, header),
        FixedLength or Rest => true,
        _ => false,
    };

    private static bool Takes(DerivedFieldRef field, HeaderSpec? header) => IsNarrow(field.Primitive) && (!field.InHeader || header is not null);

    /// <summary>Whether arithmetic in 64 bits can't overflow.</summary>
    private static bool IsNarrow(PrimitiveKind primitive) => primitive.IsInteger() && primitive.Size() <= 4;

    /// <summary>Steps, and those within them.</summary>
    private static IEnumerable<Step> Flat(IEnumerable<Step> steps) => steps.SelectMany(step => step is ConditionalStep conditional ? [step, .. Flat(conditional.Steps)] : new[] { step });

    /// <summary>The members whose values a step needs: lengths, counts and flags.</summary>
    private static IEnumerable<string> GivenTo(Step step)
    {
        if (step is ConditionalStep { Member: var member })
        {
            return member.Condition is { } condition ? [condition.Name] : [];
        }

        DerivedFieldRef? field = step switch
        {
            MemberStep { Member.Form: TextForm { Length: GivenLength given } } => given.Field,
            MemberStep { Member.Form: BytesForm { Length: GivenLength given } } => given.Field,
            MemberStep { Member.Form: ListForm { Length: GivenLength given } } => given.Field,
            MemberStep { Member.Form: ListForm { Length: GivenCount given } } => given.Field,
            EnterStep { Group: { Size.FixedSize: not null } group } => group.Field,
            EnterStep { Group: var group } when Encloses(group) => group.Field,
            _ => null,
        };
        return field is { InHeader: false } ? [field.Name] : [];
    }
}
