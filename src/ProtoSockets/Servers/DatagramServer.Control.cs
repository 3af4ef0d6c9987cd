using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Servers;

/// <content>The default envelope's own frames.</content>
internal sealed partial class DatagramServer<TProtocol>
{
    private void OnControl(DatagramServerPeer<TProtocol> peer, in ReceivedFrame frame, in FrameRoute route)
    {
        switch (route.Kind)
        {
            case FrameKind.Hello:
                Greet(peer, in frame);
                break;

            case FrameKind.Cancel:
                peer.CancelCall(route.CorrelationId);
                break;

            default:
                Drop(peer, $"a client does not send frames of kind {route.Kind} over datagrams");
                break;
        }
    }

    private void Greet(DatagramServerPeer<TProtocol> peer, in ReceivedFrame frame)
    {
        WireReader reader = frame.Read(Side.Client);
        if (!HelloFrame.TryReadFrame(ref reader, out HelloFrame hello))
        {
            Drop(peer, reader.Error!.ToString());
            return;
        }

        // The client compares, and says what is wrong. The answer is as long as the question: nothing to amplify an attack with.
        peer.Tell(HelloFrame.Of<TProtocol>(_maxDatagramBytes, OwnCapabilities<TProtocol>.OverDatagrams), default);
        peer.Version = hello.Negotiate<TProtocol>();
        peer.PeerCapabilities = hello.Capabilities;
    }
}
