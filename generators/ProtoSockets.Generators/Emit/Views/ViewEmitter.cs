using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>
/// Emits <c>View</c>: a ref struct over the bytes of a record. Making it finds where each member is, in one pass over the lengths; a member is read when it is asked for.
/// </summary>
internal sealed partial class ViewEmitter
{
    private const string View = OptionalNames.View;
    private const string MessageInterface = "global::ProtoSockets.IMessageView<" + View + ">";

    /// <summary>Names that all views and all structs have.</summary>
    private static readonly string[] OwnNames =
    [
        "TryCreate", "TryPlace", "StartOf", "OrderOf", "Validate", "ToRecord", "Equals", "GetHashCode", "ToString", "GetType", "MemberwiseClone", "ReferenceEquals", "Finalize", View,
        "Create", "TryPassCase", "_message", "_memory", "_reader", "_start", "_end", "_from", "_version", "_header", "_kind", "_tag",
    ];

    private readonly RecordSpec _record;
    private readonly MessageSpec? _message;
    private readonly HeaderSpec? _header;
    private readonly UnionSpec? _union;
    private readonly bool _usesEnvelope;
    private readonly SourceWriter _code;
    private readonly HashSet<string> _names;
    private readonly ViewFields _fields;

    /// <summary>The statements that find the members.</summary>
    private readonly string _walk;

    /// <summary>Whether no reader is needed to find the members, so that the view has none.</summary>
    private readonly bool _isPlain;

    private readonly string _type;

    /// <summary>The type of the tag that the view is told; null when it needs none.</summary>
    private readonly string? _tagType;

    private ViewEmitter(RecordSpec record, MessageSpec? message, HeaderSpec? header, UnionSpec? union, bool usesEnvelope, SourceWriter code)
    {
        _record = record;
        _message = message;
        _header = header;
        _union = union;
        _tagType = RecordEmitter.TagType(record);
        _usesEnvelope = usesEnvelope;
        _code = code;
        _type = record.Type.FullName;
        _names = new HashSet<string>(record.Members.Select(member => member.Name), StringComparer.Ordinal);
        _isPlain = SpanWalk.Takes(record, header) && (header is null || (message!.Versions is null && ViewHeader.IsView(header) && !ViewForms.CanRefuse(header.Record)));
        _fields = new ViewFields(record);
        if (_isPlain)
        {
            SourceWriter walk = new();
            SpanWalk.Emit(record, message, header, _fields, walk);
            _walk = walk.ToString();
        }
        else
        {
            _walk = ReaderWalk(out _fields);
        }
    }

    /// <summary>The file of a record that stands for itself; null when the name is taken.</summary>
    public static string? Emit(RecordSpec record) => Emit(record, null, null, null, usesEnvelope: false);

    /// <summary>The file of a union; null when the name is taken.</summary>
    public static string? Emit(UnionSpec union) => Emit(union.Head, null, null, union, usesEnvelope: false);

    /// <summary>The file of a message; null when the name is taken.</summary>
    public static string? Emit(MessageSpec message, HeaderSpec? header, bool usesEnvelope) => Emit(message.Record, message, header, null, usesEnvelope);

    /// <summary>Whether the name is free.</summary>
    public static bool HasView(RecordSpec record) => !record.Taken.Contains(View);

    /// <summary>The name of a member's property in a view.</summary>
    public static string PropertyOf(MemberSpec member) => OwnNames.Contains(member.Name) ? member.Name + "Value" : SymbolReading.Escape(member.Name);

    private static string? Emit(RecordSpec record, MessageSpec? message, HeaderSpec? header, UnionSpec? union, bool usesEnvelope) => HasView(record)
        ? SourceFile.Inside(record.Type, code => new ViewEmitter(record, message, header, union, usesEnvelope, code).Emit())
        : null;

    private bool IsMessage => _message is not null;

    /// <summary>Whether a member has the name of something that all views have.</summary>
    public static bool HidesOwnNames(RecordSpec record) => record.Members.Any(member => OwnNames.Contains(member.Name));

    private string HeaderType => ViewHeader.TypeOf(_header!);

    /// <summary>What a view is for those who make one without knowing its type.</summary>
    private string Interface => _tagType is null ? $"global::ProtoSockets.IWireView<{View}>" : $"global::ProtoSockets.ITaggedView<{View}, {_tagType}>";

    /// <summary>Whose bytes <c>TryCreate</c> takes: those of both sides, as <c>TryRead</c> does, unless there is a header.</summary>
    private string From => $"{Known.Side}.{(_header is null ? Side.Both : _message!.From)}";

    /// <summary>The bytes of the message.</summary>
    private string Bytes => _isPlain ? "_message" : "_reader.Message";

    private void Emit()
    {
        _code.Lines($$"""
            /// <summary>
            /// The record over its bytes: a member is read when it is asked for. <c>TryCreate</c> finds where each one is. What is wrong with a member's own value is said when it is asked for;
            /// <see cref="Validate"/> checks all. Valid as long as the bytes are.
            /// </summary>
            """);
        _code.Line("[global::System.Diagnostics.DebuggerDisplay(\"{ToString(),nq}\")]");
        if (_union is not null)
        {
            // The message that a union is adds the header, in a part of its own.
            _code.Line("[global::System.Runtime.InteropServices.StructLayout(global::System.Runtime.InteropServices.LayoutKind.Auto)]");
        }

        _code.Open($"public ref {(_union is null ? string.Empty : "partial ")}struct {View} : {(IsMessage ? MessageInterface : Interface)}");
        EmitFields();
        EmitCreate();
        if (_union is not null)
        {
            EmitCases(_union);
        }

        if (_header is not null && ViewHeader.IsOffered(_record))
        {
            ViewHeader.EmitProperty(_header, _code);
        }

        foreach (MemberSpec member in _record.Members)
        {
            EmitProperty(member);
        }

        EmitRecord();
        EmitStarts();
        EmitReads();
        _code.Close();
    }

    private void EmitRecord()
    {
        string kind = _header is null ? string.Empty : "Message";
        string to = _header is null ? "Record" : kind;
        string tag = _tagType is null ? string.Empty : ", " + _tagType;
        string reader = ReaderBetween("_start", "_end") + (_tagType is null ? string.Empty : ", _tag");
        _code.Lines($$"""
            /// <summary>Checks all of the bytes as reading the record does.</summary>
            /// <param name="error">What is wrong, or null.</param>
            /// <returns>Whether nothing is.</returns>
            public readonly bool Validate(out {{Known.Error}}? error)
            {
                error = {{Known.Views}}.Validate{{kind}}<{{_type}}{{tag}}>({{reader}});
                return error is null;
            }

            /// <summary>Reads the record.</summary>
            /// <returns>The record.</returns>
            /// <exception cref="global::ProtoSockets.WireFormatException">A value is not what it has to be.</exception>
            public readonly {{_type}} ToRecord() => {{Known.Views}}.To{{to}}<{{_type}}{{tag}}>({{reader}});

            /// <summary>The record for people, or what is wrong with it.</summary>
            /// <returns>A text.</returns>
            public override readonly string ToString() => {{Known.Views}}.Show{{kind}}<{{_type}}{{tag}}>({{reader}});

            """);
    }

    /// <summary>Where members start that can be set, or their runs, -1 where they are not there; and in which byte order they are.</summary>
    private void EmitStarts()
    {
        int[] members = [.. Enumerable.Range(0, _record.Members.Count).Where(index => EditorEmitter.IsSetInPlace(_record, _record.Members[index]))];
        if (members.Length == 0 || !EditorEmitter.IsFree(_record))
        {
            return;
        }

        _code.Open("internal readonly int StartOf(int member) => member switch");
        foreach (int index in members)
        {
            ViewPart part = _fields.Of(_record.Members[index].Name);
            _code.Line(part.Has is null ? $"{index} => {part.Start}," : $"{index} => {part.Has} ? {part.Start} : -1,");
        }

        _code.Line("_ => -1,");
        _code.Close(";");
        _code.Line();
        int[] told = [.. members.Where(index => OrderCode.IsTold(_record.Members[index].Form))];
        if (told.Length > 0)
        {
            _code.Open("internal readonly bool OrderOf(int member) => member switch");
            foreach (IGrouping<string, int> order in told.GroupBy(index => IsLittle(_fields.Of(_record.Members[index].Name)), StringComparer.Ordinal))
            {
                _code.Line($"{string.Join(" or ", order)} => {order.Key},");
            }

            _code.Line("_ => false,");
            _code.Close(";");
            _code.Line();
        }
    }
}
