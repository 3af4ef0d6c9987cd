using ProtoSockets.Clients;
using ProtoSockets.Connections;

namespace ProtoSockets.Runtime;

/// <summary>A message that the server sent without being asked, for the generated client to read and hand on.</summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public readonly struct IncomingPush<TProtocol>
    where TProtocol : struct, IProtocol
{
    private readonly ProtocolClient<TProtocol> _client;
    private readonly ReceivedFrame _frame;

    internal IncomingPush(ProtocolClient<TProtocol> client, in ReceivedFrame frame, in FrameRoute route)
    {
        _client = client;
        _frame = frame;
        MessageId = route.MessageId;
    }

    /// <summary>The message id.</summary>
    public long MessageId { get; }

    internal ReceiveBuffer Buffer => _frame.Buffer;

    /// <summary>Reads the message. When it is malformed, the connection ends with a <see cref="WireFormatException"/>.</summary>
    /// <typeparam name="TMessage">The kind that the id stands for.</typeparam>
    /// <param name="message">The message; what it borrows is valid until the handler's task ends.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead<TMessage>(out TMessage message)
        where TMessage : IProtocolMessage<TMessage>
    {
        WireReader reader = _frame.Read(Side.Server);
        if (TMessage.TryReadFrame(ref reader, out message))
        {
            return true;
        }

        _client.Abort(new WireFormatException(reader.Error!));
        return false;
    }
}
