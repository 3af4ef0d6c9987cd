using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ProtoSockets.Transports;

/// <summary>
/// Many UDP datagrams in one system call, as Linux has it: UDP_SEGMENT (since 4.18) cuts what is sent into datagrams, UDP_GRO (since 5.0) hands over together what came together. They pass through the network
/// stack as one packet, which is what most of the time goes to: 64 datagrams of 64 bytes over the loopback took 25 ns each, 740 by sendmmsg and recvmmsg, 811 one by one.
/// </summary>
internal static unsafe partial class UdpRuns
{
    /// <summary>UDP_MAX_SEGMENTS of the kernels that have the fewest.</summary>
    public const int MaxDatagrams = 64;

    /// <summary>The most that is received in one call: a packet has 16 bits for its size.</summary>
    public const int MaxReceivedBytes = 65_535;

    /// <summary>The most that is sent in one call: what a single datagram may have over IPv4, which is less than over IPv6.</summary>
    public const int MaxSentBytes = 65_507;

    // linux/udp.h
    private const int LevelUdp = 17;
    private const int OptionSegment = 103;
    private const int OptionGro = 104;

    /// <summary>Whether the system takes many datagrams of this socket at once.</summary>
    public static bool CanSend(Socket socket) => Has(socket, OptionSegment);

    /// <summary>Whether the system hands over many datagrams of this socket at once.</summary>
    public static bool CanReceive(Socket socket) => Has(socket, OptionGro);

    /// <summary>Has the system hand over datagrams together from now on: then only <see cref="TryReceive"/> tells where one ends.</summary>
    public static void ReceiveTogether(Socket socket)
    {
        int on = 1;
        socket.SetRawSocketOption(LevelUdp, OptionGro, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in on)));
    }

    /// <summary>Sends datagrams of one size, of which the last may be shorter: all or none.</summary>
    /// <returns>
    /// <see cref="SocketError.Success"/>; <see cref="SocketError.WouldBlock"/>; <see cref="SocketError.InvalidArgument"/>, <see cref="SocketError.MessageSize"/> and <see cref="SocketError.SocketError"/> when
    /// they have to be sent one by one, since they don't fit into a packet of this route or the route can't cut; or what a single one would have met.
    /// </returns>
    public static SocketError TrySend(SafeSocketHandle socket, ReadOnlySpan<byte> datagrams, int datagramBytes, SocketAddress? to)
    {
        var control = default(SegmentControl);
        control.Length = (nuint)(ControlHeader + sizeof(ushort));
        control.Level = LevelUdp;
        control.Type = OptionSegment;
        control.DatagramBytes = (ushort)datagramBytes;
        Span<byte> address = to is null ? [] : to.Buffer.Span[..to.Size];
        fixed (byte* bytes = datagrams)
        fixed (byte* name = address)
        {
            Piece piece = new() { Start = bytes, Length = (nuint)datagrams.Length };
            Message message = new()
            {
                Name = name,
                NameLength = (uint)address.Length,
                Pieces = &piece,
                PieceCount = 1,
                Control = &control,
                ControlLength = (nuint)sizeof(SegmentControl),
            };
            while (SendMessage(socket, &message, LinuxSocket.DontWait | LinuxSocket.NoSignal) < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error != LinuxSocket.Interrupted)
                {
                    return LinuxSocket.ErrorOf(error);
                }
            }
        }

        return SocketError.Success;
    }

    /// <summary>Receives what came together.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="buffer">Where to; what does not fit is lost.</param>
    /// <param name="from">Overwritten with the sender.</param>
    /// <param name="run">What came.</param>
    /// <returns><see cref="SocketError.WouldBlock"/> when there is nothing; or what a single receive would have met.</returns>
    public static SocketError TryReceive(SafeSocketHandle socket, Span<byte> buffer, SocketAddress from, out DatagramRun run)
    {
        const int ControlWords = 16;
        nuint* control = stackalloc nuint[ControlWords];
        Span<byte> address = from.Buffer.Span;
        run = default;
        fixed (byte* bytes = buffer)
        fixed (byte* name = address)
        {
            Piece piece = new() { Start = bytes, Length = (nuint)buffer.Length };
            while (true)
            {
                Message message = new()
                {
                    Name = name,
                    NameLength = (uint)address.Length,
                    Pieces = &piece,
                    PieceCount = 1,
                    Control = control,
                    ControlLength = (nuint)(ControlWords * sizeof(nuint)),
                };
                nint count = ReceiveMessage(socket, &message, LinuxSocket.DontWait);
                if (count >= 0)
                {
                    from.Size = (int)message.NameLength;
                    run = new DatagramRun((int)count, SizeIn(new ReadOnlySpan<byte>(control, (int)message.ControlLength)) is > 0 and int size ? size : (int)count);
                    return SocketError.Success;
                }

                int error = Marshal.GetLastPInvokeError();
                if (error != LinuxSocket.Interrupted)
                {
                    return LinuxSocket.ErrorOf(error);
                }
            }
        }
    }

    /// <summary>The bytes in front of the content of a control message: a length as wide as an address, level and type.</summary>
    private static int ControlHeader => sizeof(nuint) + (2 * sizeof(int));

    /// <summary>Finds the size of a datagram among the control messages; 0 where there is but one.</summary>
    private static int SizeIn(ReadOnlySpan<byte> control)
    {
        while (control.Length >= ControlHeader)
        {
            int length = (int)MemoryMarshal.Read<nuint>(control);
            int level = MemoryMarshal.Read<int>(control[sizeof(nuint)..]);
            int type = MemoryMarshal.Read<int>(control[(sizeof(nuint) + sizeof(int))..]);
            if (level == LevelUdp && type == OptionGro && length >= ControlHeader + sizeof(int))
            {
                return MemoryMarshal.Read<int>(control[ControlHeader..]);
            }

            // Each starts where an address may lie.
            int next = (length + sizeof(nuint) - 1) & -sizeof(nuint);
            if (length < ControlHeader || next > control.Length)
            {
                break;
            }

            control = control[next..];
        }

        return 0;
    }

    private static bool Has(Socket socket, int option)
    {
        if (!OperatingSystem.IsLinux() || socket.ProtocolType != ProtocolType.Udp)
        {
            return false;
        }

        try
        {
            Span<byte> value = stackalloc byte[sizeof(int)];
            return socket.GetRawSocketOption(LevelUdp, option, value) > 0;
        }
        catch (SocketException)
        {
            // An older kernel, or what passes for one.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SendMessage(SafeSocketHandle socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReceiveMessage(SafeSocketHandle socket, Message* message, int flags);

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public byte* Name;
        public uint NameLength;
        public Piece* Pieces;
        public nuint PieceCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Piece
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct cmsghdr with the size of a datagram, and room up to where the next one would start.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SegmentControl
    {
        public nuint Length;
        public int Level;
        public int Type;
        public ushort DatagramBytes;
    }
}
