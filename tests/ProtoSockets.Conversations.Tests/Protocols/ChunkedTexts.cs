using ProtoSockets.Tests.Text;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>HTTP/1.1 (RFC 9112) with bodies of the server in chunks.</summary>
[Protocol(MaxFrameBytes = 8192), SelfDelimiting]
public sealed partial class ChunkedWeb
{
    [Request<Response>, Line]
    public readonly partial record struct Request(
        [Ascii] string Method, [Ascii] string Target, [Ascii] string Version, [AfterLine, Terminated("\r\n"), MaxCount(100)] FieldLine[] Fields);

    [Reply, Line]
    public readonly partial record struct Response(
        [Ascii] string Version, ushort Status, [Remaining] string Reason, [AfterLine, Terminated("\r\n"), MaxCount(100)] FieldLine[] Fields, [Chunked, MaxBytes(2_000_000)] StreamedBytes Body);
}

/// <summary>HTTP/1.1 with bodies of the client in chunks.</summary>
[Protocol(MaxFrameBytes = 8192), SelfDelimiting]
public sealed partial class UploadWeb
{
    [Request<Response>, Line]
    public readonly partial record struct Request(
        [Ascii] string Method, [Ascii] string Target, [Ascii] string Version, [AfterLine, Terminated("\r\n"), MaxCount(100)] FieldLine[] Fields, [Chunked] StreamedBytes Body);

    [Reply, Line]
    public readonly partial record struct Response(
        [Ascii] string Version, ushort Status, [Remaining] string Reason, [AfterLine, Terminated("\r\n"), MaxCount(100)] FieldLine[] Fields);
}

/// <summary>HTTP/1.0 (RFC 1945), where a body goes on until the server closes the connection.</summary>
[Protocol(MaxFrameBytes = 8192), SelfDelimiting]
public sealed partial class ClosingWeb
{
    [Request<Response>, Line]
    public readonly partial record struct Request(
        [Ascii] string Method, [Ascii] string Target, [Ascii] string Version, [AfterLine, Terminated("\r\n"), MaxCount(100)] FieldLine[] Fields);

    [Reply, Line]
    public readonly partial record struct Response(
        [Ascii] string Version, ushort Status, [Remaining] string Reason, [AfterLine, Terminated("\r\n"), MaxCount(100)] FieldLine[] Fields, [CloseDelimited] StreamedBytes Body);
}

/// <summary>Chunks with binary lengths.</summary>
[Protocol(MaxFrameBytes = 64), SelfDelimiting]
public sealed partial class Conveyor
{
    [Request<Parts>]
    public readonly partial record struct Load(ushort Number, [Chunked<ushort>, LittleEndian, MaxBytes(1_000_000)] StreamedBytes Parts);

    [Reply]
    public readonly partial record struct Parts(ushort Number, [Chunked<byte>] StreamedBytes All);
}

/// <summary>Chunks without a bound on all of them.</summary>
[Protocol(MaxFrameBytes = 64), SelfDelimiting]
public sealed partial class Trawler
{
    [Request<Loaded>]
    public readonly partial record struct Load([Chunked<ushort>] StreamedBytes Cargo);

    [Reply]
    public readonly partial record struct Loaded(long Bytes);
}
