using System.Net.Sockets;
using ProtoSockets.Transports;

namespace ProtoSockets.Testing;

/// <content>Playing a conversation again.</content>
public sealed partial class Conversation
{
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Plays the client to a server: sends what the client sent, and checks that the server answers as it did, byte for byte.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="describe">Shows bytes, so that a difference names the member: <c>Chat.Describe</c>; null shows the bytes alone.</param>
    /// <param name="patience">How long to wait for each answer; null for 30 s.</param>
    /// <returns>A task that ends with the conversation.</returns>
    /// <exception cref="ExpectationException">The server answers otherwise, or not.</exception>
    /// <exception cref="ConnectException">The server can't be reached.</exception>
    public async Task ReplayToServerAsync(TransportAddress server, DescribeBytes? describe = null, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        StreamTransport transport = server.Transport as StreamTransport
            ?? throw new ArgumentException($"{server} is spoken to by datagrams, and conversations are over streams.", nameof(server));
        using StreamConnection connection = await transport.ConnectAsync(server.EndPoint, new ConnectOptions(), CancellationToken.None).ConfigureAwait(false);
        await ReplayAsync(connection, Side.Client, describe, patience).ConfigureAwait(false);
    }

    /// <summary>
    /// Plays the server to one client: waits for it, checks that it sends what the client sent, byte for byte, and answers as the server did. For protocols whose requests carry no random ids: those of the
    /// default envelope, and of every header with a correlation id, are others each time.
    /// </summary>
    /// <param name="listener">Where the client connects: <c>Transports.Memory.Listen(...)</c>.</param>
    /// <param name="describe">Shows bytes, so that a difference names the member: <c>Chat.Describe</c>; null shows the bytes alone.</param>
    /// <param name="patience">How long to wait for the client, and for each of its parts; null for 30 s.</param>
    /// <returns>A task that ends with the conversation.</returns>
    /// <exception cref="ExpectationException">The client sends something else, or nothing.</exception>
    public async Task ReplayToClientAsync(StreamListener listener, DescribeBytes? describe = null, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(listener);
        using CancellationTokenSource waiting = new(patience ?? DefaultPatience);
        StreamConnection connection;
        try
        {
            connection = await listener.AcceptAsync(waiting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            throw new ExpectationException("A client was expected, and none has connected.");
        }

        using (connection)
        {
            await ReplayAsync(connection, Side.Server, describe, patience).ConfigureAwait(false);
        }
    }

    /// <summary>Plays one side over a connection, and checks what the other sends.</summary>
    /// <param name="connection">The connection; it is not closed, save for an end that was recorded.</param>
    /// <param name="side">The side to play.</param>
    /// <param name="describe">Shows bytes, so that a difference names the member: <c>Chat.Describe</c>; null shows the bytes alone.</param>
    /// <param name="patience">How long to wait for each part; null for 30 s.</param>
    /// <returns>A task that ends with the conversation.</returns>
    /// <exception cref="ExpectationException">The other side sends something else, or nothing.</exception>
    public async Task ReplayAsync(StreamConnection connection, Side side, DescribeBytes? describe = null, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        for (int number = 1; number <= _parts.Count; number++)
        {
            ConversationPart part = _parts[number - 1];
            using CancellationTokenSource waiting = new(patience ?? DefaultPatience);
            try
            {
                if (part.From == side)
                {
                    await PlayAsync(connection, part, waiting.Token).ConfigureAwait(false);
                }
                else
                {
                    await CheckAsync(connection, part, number, describe, waiting.Token).ConfigureAwait(false);
                }
            }
            catch (Exception failure) when (failure is SocketException or IOException or ObjectDisposedException)
            {
                throw new ExpectationException($"In part {number}, from the {Name(part.From)}, the connection was lost: {failure.Message}", failure);
            }

            if (part.End == ConversationEnd.Reset)
            {
                return;
            }
        }
    }

    private static string Name(Side side) => side == Side.Client ? "client" : "server";

    private static async Task PlayAsync(StreamConnection connection, ConversationPart part, CancellationToken cancellationToken)
    {
        if (!part.Bytes.IsEmpty)
        {
            await connection.SendAsync(part.Bytes, cancellationToken).ConfigureAwait(false);
        }

        switch (part.End)
        {
            case ConversationEnd.Closed:
                await connection.ShutdownSendAsync(cancellationToken).ConfigureAwait(false);
                break;
            case ConversationEnd.Reset:
                connection.Reset();
                break;
        }
    }

    private static async Task CheckAsync(StreamConnection connection, ConversationPart part, int number, DescribeBytes? describe, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[part.Bytes.Length];
        int count = 0;
        try
        {
            while (count < bytes.Length)
            {
                int received = await connection.ReceiveAsync(bytes.AsMemory(count), cancellationToken).ConfigureAwait(false);
                if (received == 0)
                {
                    break;
                }

                count += received;
                if (!bytes.AsSpan(0, count).SequenceEqual(part.Bytes.Span[..count]))
                {
                    break;
                }
            }

            if (count < bytes.Length || !bytes.AsSpan().SequenceEqual(part.Bytes.Span))
            {
                throw Other(part, bytes.AsSpan(0, count), number, describe);
            }

            if (part.End == ConversationEnd.Closed && await connection.ReceiveAsync(new byte[1], cancellationToken).ConfigureAwait(false) != 0)
            {
                throw new ExpectationException($"In part {number} the {Name(part.From)} was expected to end, and sends more.");
            }
        }
        catch (SocketException lost) when (part.End == ConversationEnd.Reset && count == bytes.Length && lost.SocketErrorCode == SocketError.ConnectionReset)
        {
            // As it was recorded.
        }
        catch (OperationCanceledException)
        {
            throw Other(part, bytes.AsSpan(0, count), number, describe);
        }
    }

    private static ExpectationException Other(ConversationPart part, ReadOnlySpan<byte> bytes, int number, DescribeBytes? describe) => new(
        $"In part {number} the {Name(part.From)} sends something else than it did.\n{ByteDifference.Show(part.Bytes.Span, bytes, describe, part.From)}");
}
