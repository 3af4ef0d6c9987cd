using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>How a view has a member.</summary>
internal enum ViewKind
{
    /// <summary>It lies at a constant offset of a run.</summary>
    InRun,

    /// <summary>A text: its bytes.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A list: its elements are read when they are asked for.</summary>
    List,

    /// <summary>A record: its view.</summary>
    View,

    /// <summary>The content of a union: the view of a case.</summary>
    Cases,

    /// <summary>Its end is found only by reading it, so that the view keeps the value.</summary>
    Kept,
}

/// <summary>What views make of wire forms.</summary>
internal static class ViewForms
{
    public static ViewKind KindOf(MemberSpec member) => member.Form switch
    {
        BytesForm { IsStreamed: true } => ViewKind.Kept,
        ListForm { Data: not null } or ListForm { Element: TaggedForm { HasView: false } } => ViewKind.Kept,
        PlainForm or OddWidthForm or BitsForm or ConvertedForm => ViewKind.InRun,
        TextForm => ViewKind.Text,
        BytesForm => ViewKind.Bytes,
        ListForm { Length: CountPrefix or GivenCount or FixedCount or LengthPrefix or GivenLength or Rest or PerTag, Element: not CodecForm { Arguments.Count: > 0 } } => ViewKind.List,
        StructForm { HasView: true } or TaggedForm { HasView: true } => ViewKind.View,
        CasesForm => ViewKind.Cases,
        _ => ViewKind.Kept,
    };

    /// <summary>The type of a member's property, as long as the member is there.</summary>
    public static string TypeOf(MemberSpec member) => (KindOf(member), member.Form) switch
    {
        (ViewKind.Text, _) => "global::ProtoSockets.WireTextView",
        (ViewKind.Bytes, _) => Known.ReadOnlySpan,
        (ViewKind.List, ListForm { Element: StructForm { HasView: true } record }) => $"global::ProtoSockets.WireViewList<{record.TypeName}.View>",
        (ViewKind.List, ListForm { Element: TaggedForm union }) => $"global::ProtoSockets.WireTaggedViewList<{union.TypeName}.View, {union.TagType}>",
        (ViewKind.List, ListForm list) => $"global::ProtoSockets.WireListView<{list.ElementType}>",
        (ViewKind.View, StructForm record) => $"{record.TypeName}.View",
        (ViewKind.View, TaggedForm union) => $"{union.TypeName}.View",
        _ => NullableType(member),
    };

    /// <summary>Whether a member that is not there is empty, and not null.</summary>
    public static bool IsEmptyWhenAbsent(MemberSpec member) => KindOf(member) is ViewKind.Text or ViewKind.Bytes or ViewKind.List;

    public static string NullableType(MemberSpec member) => member.IsNullable ? member.TypeName + "?" : member.TypeName;

    /// <summary>What the record has in place of a member that is not there. Typed, because a union has conversions of its own that null would go through.</summary>
    public static string AbsentValue(MemberSpec member) => !member.IsNullable ? ReadConditions.Absent(member) : member.IsValueType ? $"default({member.TypeName}?)" : "null";

    /// <summary>Whether asking for a member of a record's view can end in an error.</summary>
    public static bool CanRefuse(RecordSpec record) => record.Members.Any(member => member.InHeader is null && (KindOf(member) != ViewKind.InRun || CanRefuse(member)));

    /// <summary>Whether not all bits of a number are a value.</summary>
    public static bool CanRefuse(MemberSpec member) => member.Checks.Any(check => !check.OfRecord)
        || member.Form is ConvertedForm { CanFail: true } or PlainForm { Primitive: PrimitiveKind.Boolean, EnumType: null };

    /// <summary>Whether the elements of a list are views.</summary>
    public static bool IsElementView(ListForm form) => form.Element is StructForm { HasView: true };
}
