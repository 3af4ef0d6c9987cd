using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <summary>Emits what the view and the editor of a union have besides when the union is a message: the header in front of it has the tag.</summary>
internal static class UnionMessageViewEmitter
{
    private const string View = OptionalNames.View;

    public static string Emit(MessageSpec message, HeaderSpec header) => SourceFile.Inside(message.Record.Type, code => Emit(message, header, code));

    private static void Emit(MessageSpec message, HeaderSpec header, SourceWriter code)
    {
        string frame = $"global::ProtoSockets.IMessageView<{View}>";
        code.Open($"public ref partial struct {View} : {frame}");
        code.Line($"private {ViewHeader.TypeOf(header)} _header;");
        code.Line();
        foreach (string source in new[] { Known.Memory, Known.ReadOnlySpan })
        {
            EmitTryCreate(message, source, code);
        }

        code.Line($"static bool global::ProtoSockets.IWireView<{View}>.TryCreate(scoped ref {Known.Reader} reader, out {View} view) => CreateWhole(ref reader, out view);");
        code.Line();
        code.Line($"static bool {frame}.TryCreateFrame(scoped ref {Known.Reader} frame, out {View} view) => CreateWhole(ref frame, out view);");
        code.Line();
        EmitCreate(message, header, code);
        if (ViewHeader.IsOffered(message.Record))
        {
            code.Line();
            ViewHeader.EmitProperty(header, code);
        }

        code.Close();
        if (EditorEmitter.IsFree(message.Record))
        {
            code.Line();
            code.Open($"public ref partial struct {OptionalNames.Editor}");
            EditorEmitter.EmitTryCreate(isFrame: true, tagType: null, code);
            code.Close();
        }
    }

    private static void EmitTryCreate(MessageSpec message, string source, SourceWriter code) => code.Lines($$"""
        /// <summary>Makes a view of a whole message: finds which case it is, and where each member is. Values of members are checked when they are asked for.</summary>
        /// <param name="frame">The bytes, header included.</param>
        /// <param name="view">The view.</param>
        /// <param name="error">What is wrong, as reading the message says it, and whether more bytes could help; null when there is a view.</param>
        /// <returns>Whether there is one.</returns>
        public static bool TryCreate({{source}} frame, out {{View}} view, out {{Known.Error}}? error)
        {
            {{Known.Reader}} reader = new(frame, isComplete: false, {{Known.Side}}.{{message.From}});
            if (CreateWhole(ref reader, out view))
            {
                error = null;
                return true;
            }

            view = default;
            error = {{Known.Views}}.RefusedMessage<{{message.FullName}}>(new {{Known.Reader}}(frame, isComplete: false, {{Known.Side}}.{{message.From}}));
            return false;
        }

        """);

    private static void EmitCreate(MessageSpec message, HeaderSpec header, SourceWriter code)
    {
        code.Line($"private static bool CreateWhole(scoped ref {Known.Reader} reader, out {View} view)");
        code.Open();
        code.Line("view = default;");
        ViewHeader.EmitWalk(message.Record, message, header, code);
        code.If($"!Create(ref reader, header.{SymbolReading.Escape(header.MessageId!.Name)}, out view)", "return false;");
        code.Line("view._header = header;");
        code.Line(header.FrameLength is null ? "return reader.TryEnd();" : "return reader.TryLeave(bodyEnd) && reader.TryEnd();");
        code.Close();
    }
}
