using System.Buffers.Binary;
using ProtoSockets.Clients;
using ProtoSockets.Runtime;
using ProtoSockets.Servers;

namespace ProtoSockets.Conversations.Tests;

public static class Echo
{
    public readonly record struct Ask(uint Number) : IProtocolMessage<Ask>
    {
        public static bool TryReadFrame(ref WireReader frame, out Ask message)
        {
            message = default;
            if (!Envelope.TryRead(ref frame, out _) || !frame.TryTake(4, out ReadOnlySpan<byte> run)) return frame.In("Number");
            message = new Ask(BinaryPrimitives.ReadUInt32BigEndian(run));
            return frame.TryEnd();
        }

        public void WriteFrame(ref WireWriter frame, in FrameRoute route)
        {
            Envelope.Write(ref frame, route with { MessageId = 1, Kind = FrameKind.Request });
            BinaryPrimitives.WriteUInt32BigEndian(frame.Take(4), Number);
            Envelope.Complete(ref frame);
        }

        public int GetFrameSize() => 16;
        public Ask ToOwnedMessage() => this;
    }

    public readonly record struct Answer(uint Number) : IProtocolMessage<Answer>
    {
        public static bool TryReadFrame(ref WireReader frame, out Answer message)
        {
            message = default;
            if (!Envelope.TryRead(ref frame, out _) || !frame.TryTake(4, out ReadOnlySpan<byte> run)) return frame.In("Number");
            message = new Answer(BinaryPrimitives.ReadUInt32BigEndian(run));
            return frame.TryEnd();
        }

        public void WriteFrame(ref WireWriter frame, in FrameRoute route)
        {
            Envelope.Write(ref frame, route with { MessageId = 2, Kind = FrameKind.Reply });
            BinaryPrimitives.WriteUInt32BigEndian(frame.Take(4), Number);
            Envelope.Complete(ref frame);
        }

        public int GetFrameSize() => 16;
        public Answer ToOwnedMessage() => this;
    }

    public readonly record struct Note(uint Number) : IProtocolMessage<Note>
    {
        public static bool TryReadFrame(ref WireReader frame, out Note message)
        {
            message = default;
            if (!Envelope.TryRead(ref frame, out _) || !frame.TryTake(4, out ReadOnlySpan<byte> run)) return frame.In("Number");
            message = new Note(BinaryPrimitives.ReadUInt32BigEndian(run));
            return frame.TryEnd();
        }

        public void WriteFrame(ref WireWriter frame, in FrameRoute route)
        {
            Envelope.Write(ref frame, route with { MessageId = 3, Kind = FrameKind.Message });
            BinaryPrimitives.WriteUInt32BigEndian(frame.Take(4), Number);
            Envelope.Complete(ref frame);
        }

        public int GetFrameSize() => 16;
        public Note ToOwnedMessage() => this;
    }

    public readonly struct Wire : IProtocol
    {
        public static ProtocolDescription Description { get; } = new()
        {
            Name = "Echo", Version = 1, SchemaHash = 42, Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 65536, CorrelationBits = 32, RepliesInOrder = false, UsesEnvelope = true,
        };
        public static int Overhead => 0;
        public static int PrefixLength => 0;
        public static FrameStatus Find(ReadOnlySpan<byte> received, ref int scanned, int maxFrameBytes, out FrameBounds bounds, out string? reason) => Envelope.Find(received, maxFrameBytes, out bounds, out reason);
        public static int Complete(Span<byte> frame, int payloadLength) => payloadLength;
        public static bool TryReadRoute(ref WireReader message, out FrameRoute route) => Envelope.TryRead(ref message, out route);
    }

    public sealed class Client : ProtocolClient<Wire>
    {
        private readonly PushBacklog<Note> _notes;
        private Client(ClientOptions options) : base(options) => _notes = AddPushBacklog<Note>();
        public static Task<Client> ConnectAsync(TransportAddress address, ClientOptions? options = null, CancellationToken cancellationToken = default) => OpenAsync(new Client(options ?? ClientOptions.Default), address, cancellationToken);
        public ValueTask<Answer> AskAsync(Ask request, CancellationToken cancellationToken = default) => CallAsync<Ask, Answer, NoErrorReply>(in request, CallTimeout, cancellationToken);
        public ValueTask NoteAsync(Note message, CancellationToken cancellationToken = default) => SendAsync(in message, cancellationToken);
        protected override ValueTask DispatchAsync(in IncomingPush<Wire> push)
        {
            if (push.TryRead(out Note note)) _notes.Add(in note);
            return default;
        }
    }

    public interface IServerHandler
    {
        ValueTask<Answer> AskAsync(Ask request, Session session, CancellationToken cancellationToken);
        ValueTask NoteAsync(Note message, Session session, CancellationToken cancellationToken);
    }

    public sealed class Session(ServerPeer<Wire> peer, IServerHandler handler) : ServerSession<Wire>(peer)
    {
        public ValueTask NoteAsync(Note message, CancellationToken cancellationToken = default) => SendAsync(in message, cancellationToken);
        protected override void Dispatch(in IncomingCall<Wire> call)
        {
            switch (call.MessageId)
            {
                case 1: { if (call.TryRead(out Ask ask)) call.ReplyWith(handler.AskAsync(ask, this, call.Cancellation)); break; }
                case 3: { if (call.TryRead(out Note note)) call.Complete(handler.NoteAsync(note, this, call.Cancellation)); break; }
                default: call.RefuseUnknown(); break;
            }
        }
        protected override void DispatchFailure(in IncomingCall<Wire> call, Exception exception) => call.RefuseFailed(exception);
        protected override ValueTask DispatchConnectedAsync() => default;
        protected override ValueTask DispatchDisconnectedAsync(Exception? reason) => default;
    }

    public sealed class Server(IServerHandler handler, ServerOptions? options = null) : ProtocolServer<Wire>(options ?? ServerOptions.Default)
    {
        protected override ServerSession<Wire> CreateSession(ServerPeer<Wire> peer) => new Session(peer, handler);
    }
}
