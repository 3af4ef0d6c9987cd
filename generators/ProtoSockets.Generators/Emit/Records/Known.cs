namespace ProtoSockets.Generators.Emit.Records;

/// <summary>The names of what generated code stands on.</summary>
internal static class Known
{
    public const string Reader = "global::ProtoSockets.WireReader";
    public const string Writer = "global::ProtoSockets.WireWriter";
    public const string Error = "global::ProtoSockets.WireError";
    public const string Side = "global::ProtoSockets.Side";
    public const string WireList = "global::ProtoSockets.WireList";
    public const string Direct = Runtime + ".WireDirect";
    public const string Records = Runtime + ".WireRecords";
    public const string Checks = Runtime + ".WireChecks";
    public const string ValueChecks = Runtime + ".ValueChecks";
    public const string Checksums = Runtime + ".WireChecksums";
    public const string PlaceMark = Runtime + ".PlaceMark";
    public const string Places = Runtime + ".WirePlaces";
    public const string Length = Runtime + ".WireLength";
    public const string Sizes = Runtime + ".WireSizes";
    public const string Text = Runtime + ".WireText";
    public const string Bytes = Runtime + ".WireBytes";
    public const string Arrays = Runtime + ".WireArrays";
    public const string Elements = Runtime + ".WireElements";
    public const string Element = Runtime + ".WireElement";
    public const string Nulls = Runtime + ".WireNulls";
    public const string Directories = Runtime + ".WireDirectories";
    public const string Entry = Runtime + ".IWireEntry";
    public const string Aligns = Runtime + ".WireAligns";
    public const string Orders = Runtime + ".ByteOrders";
    public const string OddWidth = Runtime + ".OddWidth";
    public const string Ends = Runtime + ".WireEnds";
    public const string Tagged = Runtime + ".ITaggedSerializable";
    public const string Union = Runtime + ".IWireUnion";
    public const string Unions = Runtime + ".WireUnions";
    public const string Dump = Runtime + ".WireDump";
    public const string Views = Runtime + ".WireViews";
    public const string Route = Runtime + ".FrameRoute";
    public const string Envelope = Runtime + ".Envelope";
    public const string Runtime = "global::ProtoSockets.Runtime";
    public const string Span = "global::System.Span<byte>";
    public const string ReadOnlySpan = "global::System.ReadOnlySpan<byte>";
    public const string Memory = "global::System.ReadOnlyMemory<byte>";
    public const string Binary = "global::System.Buffers.Binary.BinaryPrimitives";

    /// <summary>The parameter of methods for one version.</summary>
    public const string Version = "version";
}
