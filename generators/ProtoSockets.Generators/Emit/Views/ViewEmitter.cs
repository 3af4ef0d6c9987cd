using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>
/// Emits <c>View</c>: a ref struct over the bytes of a record that reads members when they are asked for. What lies at a constant offset is read there; behind a member of variable
/// size the view's reader goes on as far as it must, and remembers where each step began.
/// </summary>
internal sealed partial class ViewEmitter
{
    private const string View = OptionalNames.View;
    private const string Interface = "global::ProtoSockets.IWireView<" + View + ">";
    private const string MessageInterface = "global::ProtoSockets.IMessageView<" + View + ">";

    /// <summary>Names that all views and all structs have.</summary>
    private static readonly string[] OwnNames =
        ["TryCreate", "StartOf", "Validate", "ToRecord", "Equals", "GetHashCode", "ToString", "GetType", "MemberwiseClone", "ReferenceEquals", "Finalize", View];

    private readonly RecordSpec _record;
    private readonly MessageSpec? _message;
    private readonly HeaderSpec? _header;
    private readonly bool _usesEnvelope;
    private readonly ViewLayout _layout;
    private readonly SourceWriter _code;
    private readonly HashSet<string> _names;
    private readonly List<string> _asRecord = [];
    private readonly string _type;

    private ViewEmitter(RecordSpec record, MessageSpec? message, HeaderSpec? header, bool usesEnvelope, SourceWriter code)
    {
        _record = record;
        _message = message;
        _header = header;
        _usesEnvelope = usesEnvelope;
        _code = code;
        _type = record.Type.FullName;
        _layout = new ViewLayout(record, header?.FrameLength?.Member);
        _names = new HashSet<string>(record.Members.Select(member => member.Name), StringComparer.Ordinal);
    }

    /// <summary>The file of a record that stands for itself; null when the name is taken.</summary>
    public static string? Emit(RecordSpec record) => Emit(record, null, null, usesEnvelope: false);

    /// <summary>The file of a message; null when the name is taken.</summary>
    public static string? Emit(MessageSpec message, HeaderSpec? header, bool usesEnvelope) => Emit(message.Record, message, header, usesEnvelope);

    /// <summary>Whether the name is free, and views know all of the record's steps: one that they don't know of is better read as a record than wrongly.</summary>
    public static bool HasView(RecordSpec record) => !record.Taken.Contains(View) && ViewLayout.Knows(record);

    /// <summary>The name of a member's property in a view.</summary>
    public static string PropertyOf(MemberSpec member) => OwnNames.Contains(member.Name) ? member.Name + "Value" : SymbolReading.Escape(member.Name);

    private static string? Emit(RecordSpec record, MessageSpec? message, HeaderSpec? header, bool usesEnvelope) => HasView(record)
        ? SourceFile.Inside(record.Type, code => new ViewEmitter(record, message, header, usesEnvelope, code).Emit())
        : null;

    private static bool IsLight(RecordSpec record) =>
        new ViewLayout(record, null) is { IsFixed: true } layout
        && record.Members.All(member => member.InHeader is null && ViewLayout.IsDirect(layout.PlaceOf(member.Name), member));

    private bool IsLightView => _header is null && IsLight(_record);

    private bool IsMessage => _message is not null;

    private string HeaderType => HasView(_header!.Record) ? $"{_header.Record.Type.FullName}.{View}" : _header.Record.Type.FullName;

    private string From => $"{Known.Side}.{_message?.From ?? Side.Both}";

    private void Emit()
    {
        _code.Lines($$"""
            /// <summary>
            /// The record over its bytes: a member is read when it is asked for. Made by <c>TryCreate</c>, which checks what has a fixed place; what follows is checked when it is
            /// reached, and <see cref="Validate"/> checks all. Valid as long as the bytes are.
            /// </summary>
            """);
        _code.Open($"public {(IsLightView ? "readonly " : string.Empty)}ref struct {View} : {(IsMessage ? MessageInterface : Interface)}");
        EmitFields();
        EmitCreate();
        if (_header is not null && !_names.Contains("Header"))
        {
            _code.Line("/// <summary>The header in front of the message.</summary>");
            _code.Line($"{(_header.Record.Type.Accessibility == "public" ? "public" : "internal")} readonly {HeaderType} Header => _header;");
            _code.Line();
        }

        foreach (MemberSpec member in _record.Members)
        {
            EmitProperty(member);
        }

        EmitRecord();
        if (!IsLightView)
        {
            if (!_layout.IsFixed)
            {
                EmitPass();
            }

            for (int index = 0; index < _layout.Steps.Count; index++)
            {
                EmitStepParts(index);
            }

            EmitStarts();
            for (int index = 0; index < _asRecord.Count; index++)
            {
                EmitAsRecord(_record.Members.First(member => member.Name == _asRecord[index]));
            }
        }

        _code.Close();
    }

    private void EmitRecord()
    {
        string reader = IsLightView ? $"new {Known.Reader}(_head, isComplete: true, _from)" : $"{Known.Views}.Restart(in _reader, _start, _limit)";
        string kind = _header is null ? string.Empty : "Message";
        _code.Lines($$"""
            /// <summary>Checks all of the bytes as reading the record does.</summary>
            /// <param name="error">What is wrong, or null.</param>
            /// <returns>Whether nothing is.</returns>
            public readonly bool Validate(out {{Known.Error}}? error)
            {
                error = {{Known.Views}}.Validate{{kind}}<{{_type}}>({{reader}});
                return error is null;
            }

            /// <summary>Reads the record.</summary>
            /// <returns>The record.</returns>
            /// <exception cref="global::ProtoSockets.WireFormatException">The bytes are malformed.</exception>
            public readonly {{_type}} ToRecord() => {{Known.Views}}.To{{(_header is null ? "Record" : kind)}}<{{_type}}>({{reader}});

            """.Replace(IsLightView ? "public readonly" : "\0", "public"));
    }
}
