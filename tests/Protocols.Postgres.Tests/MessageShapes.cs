using ProtoSockets;

namespace PostgresSample.Tests;

/// <summary>A kind of message, as something that bytes can be read as and written back.</summary>
/// <param name="Name">The record's name.</param>
/// <param name="RoundTrip">Reads a message and writes what was read; null when it is no such message.</param>
internal sealed record MessageShape(string Name, MessageShape.RoundTripper RoundTrip)
{
    public delegate byte[]? RoundTripper(ReadOnlyMemory<byte> bytes, out WireError? error);

    public delegate bool Reader<THeader, TMessage>(ReadOnlyMemory<byte> bytes, out THeader header, out TMessage message, out WireError? error);

    public delegate byte[] Writer<THeader, TMessage>(TMessage message, in THeader header);

    public static MessageShape Of<THeader, TMessage>(Reader<THeader, TMessage> read, Writer<THeader, TMessage> write) => new(
        typeof(TMessage).Name,
        (ReadOnlyMemory<byte> bytes, out WireError? error) => read(bytes, out THeader header, out TMessage message, out error) ? write(message, in header) : null);
}

/// <summary>All messages of the three phases.</summary>
internal static class MessageShapes
{
    /// <summary>The client's first messages, without the length in front of them.</summary>
    public static MessageShape[] Opening { get; } =
    [
        MessageShape.Of<PostgresOpening.Header, PostgresOpening.AskForTls>(PostgresOpening.AskForTls.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<PostgresOpening.Header, PostgresOpening.AskForGss>(PostgresOpening.AskForGss.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<PostgresOpening.Header, PostgresOpening.Cancel>(PostgresOpening.Cancel.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<PostgresOpening.Header, PostgresOpening.Startup>(PostgresOpening.Startup.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<PostgresOpening.Header, PostgresOpening.LaterStartup>(PostgresOpening.LaterStartup.TryRead, static (message, in header) => message.ToBytes(in header)),
    ];

    public static MessageShape[] Client { get; } =
    [
        MessageShape.Of<PostgresLogin.Header, PostgresLogin.Credentials>(PostgresLogin.Credentials.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.Query>(Postgres.Query.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.Sync>(Postgres.Sync.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.Parse>(Postgres.Parse.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.Bind>(Postgres.Bind.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.Describe>(Postgres.Describe.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.Execute>(Postgres.Execute.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.Close>(Postgres.Close.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.Flush>(Postgres.Flush.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.CopyData>(Postgres.CopyData.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.CopyDone>(Postgres.CopyDone.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.CopyFail>(Postgres.CopyFail.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.Terminate>(Postgres.Terminate.TryRead, static (message, in header) => message.ToBytes(in header)),
    ];

    public static MessageShape[] Server { get; } =
    [
        MessageShape.Of<PostgresLogin.Header, PostgresLogin.Said>(PostgresLogin.Said.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.QueryReply>(Postgres.QueryReply.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.Notice>(Postgres.Notice.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.Notification>(Postgres.Notification.TryRead, static (message, in header) => message.ToBytes(in header)),
        MessageShape.Of<Postgres.Header, Postgres.ParameterStatus>(Postgres.ParameterStatus.TryRead, static (message, in header) => message.ToBytes(in header)),
    ];

    public static IEnumerable<MessageShape> All => [.. Opening, .. Client, .. Server];
}
