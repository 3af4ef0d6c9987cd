using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits what records have besides when their bytes depend on the version.</summary>
internal static class VersionCode
{
    private const string VersionDoc = "/// <param name=\"version\">The version of the protocol.</param>";

    /// <summary>The size in one version; the one without a version is the most that any takes.</summary>
    public static void EmitSizes(RecordSpec record, SourceWriter code)
    {
        if (!record.IsVersioned)
        {
            return;
        }

        code.Line();
        code.Line("/// <summary>How many bytes the value takes in a version; an upper bound where a codec, or a list of records that differ by version, gives one.</summary>");
        code.Line(VersionDoc);
        code.Line("/// <returns>A number of bytes.</returns>");
        RecordParts.EmitSum(
            "public int GetSize(ushort version)", SizeCode.Terms(record, 0, record.Members.Count - 1, isWhole: true, version: Known.Version), code);
    }

    /// <summary>The most bytes that a frame takes in one version: what the others have may be null, where the message came in this one.</summary>
    public static void EmitFrameSize(MessageSpec message, string inFront, SourceWriter code)
    {
        if (message.Record.IsVersioned && Own(message.Record) is null)
        {
            code.Line($"static int {Known.Runtime}.IProtocolMessage<{message.FullName}>.GetFrameSizeIn(in {message.FullName} message, ushort version) => {inFront}message.GetSize(version);");
            code.Line();
        }
    }

    /// <summary>Reading and writing in one version.</summary>
    /// <param name="record">The record.</param>
    /// <param name="tag">The type of the tag that is handed in to read it; null for none.</param>
    /// <param name="code">Takes the code.</param>
    public static void EmitConveniences(RecordSpec record, string? tag, SourceWriter code)
    {
        if (!record.IsVersioned)
        {
            return;
        }

        string type = record.Type.FullName;
        string tagDoc = tag is null ? string.Empty : "/// <param name=\"tag\">The tag.</param>\n";
        code.Lines($$"""
            /// <summary>Reads a value from the start of bytes.</summary>
            /// <param name="source">The bytes; members that borrow point into them.</param>
            {{tagDoc}}{{VersionDoc}}
            /// <param name="value">The value.</param>
            /// <param name="consumed">How many bytes it took.</param>
            /// <param name="error">What is wrong, and whether more bytes could help; null when the value was read.</param>
            /// <returns>Whether there was a value.</returns>
            public static bool TryRead({{Known.Memory}} source, {{(tag is null ? string.Empty : $"{tag} tag, ")}}ushort version, out {{type}} value, out int consumed, out {{Known.Error}}? error)
            {
                {{Known.Reader}} reader = new(source) { Version = version };
                bool isRead = TryRead(ref reader, {{(tag is null ? string.Empty : "tag, ")}}out value);
                consumed = isRead ? reader.Position : 0;
                error = reader.Error;
                return isRead;
            }

            /// <summary>Writes the value at the start of a buffer.</summary>
            /// <param name="destination">The buffer, of at least <see cref="GetSize(ushort)"/> bytes.</param>
            {{VersionDoc}}
            /// <returns>How many bytes were written.</returns>
            /// <exception cref="global::System.ArgumentOutOfRangeException">The buffer is too small.</exception>
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't.</exception>
            public int Write({{Known.Span}} destination, ushort version)
            {
                {{Known.Writer}} writer = new(destination) { Version = version };
                Write(ref writer);
                return writer.Position;
            }

            /// <summary>Writes the value into a new array.</summary>
            {{VersionDoc}}
            /// <returns>The bytes.</returns>
            /// <exception cref="global::ProtoSockets.WireFormatException">A member holds what its wire form can't.</exception>
            public byte[] ToBytes(ushort version)
            {
                byte[] destination = new byte[GetSize(version)];
                return {{Known.Checks}}.Trim(destination, Write(destination, version));
            }

            """);
    }

    /// <summary>The condition, with its operator, that a message is read only in versions that have it.</summary>
    public static string TryVersion(MessageSpec message, string reader) => message.Versions is { } versions
        ? $"{Known.Checks}.TryVersion(ref {reader}, \"{message.Name}\", since: {versions.Since}, before: {versions.Before}) && "
        : string.Empty;

    /// <summary>The statement that refuses to write a message in a version that does not have it.</summary>
    public static string CheckWrite(MessageSpec message, string writer) => message.Versions is { } versions
        ? $"{Known.Checks}.CheckVersion({writer}.Version, \"{message.Name}\", since: {versions.Since}, before: {versions.Before});\n    "
        : string.Empty;

    /// <summary>The expression of the version that a message says itself; null when it says none.</summary>
    public static string? Own(RecordSpec record) =>
        record.Members.FirstOrDefault(member => member.ProtocolVersions is not null) is { ProtocolVersions: { } spoken } member
            ? $"{Known.Checks}.ToVersion((int){Locals.Property(member.Name)}, {spoken.Min}, {spoken.Max})"
            : null;
}
