using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>Why an address could not be bound.</summary>
public enum BindFailure
{
    /// <summary>Another reason; the inner exception tells.</summary>
    Other,

    /// <summary>Another socket holds the address.</summary>
    InUse,

    /// <summary>The process may not bind it (a port below 1024, a protected directory).</summary>
    Denied,

    /// <summary>The address is not one of this machine, or its family is not supported.</summary>
    NotAvailable,
}

/// <summary>An address could not be bound. The message names the end point, the reason, and what to do.</summary>
public sealed class BindException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="endPoint">The address that was asked for.</param>
    /// <param name="failure">Why it was not given.</param>
    /// <param name="innerException">What the system said.</param>
    public BindException(EndPoint endPoint, BindFailure failure, Exception? innerException)
        : base(Describe(endPoint, failure, innerException), innerException)
    {
        EndPoint = endPoint;
        Failure = failure;
    }

    /// <summary>The address that was asked for.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>Why it was not given.</summary>
    public BindFailure Failure { get; }

    private static string Describe(EndPoint endPoint, BindFailure failure, Exception? inner)
    {
        string name = EndPointText.Describe(endPoint);
        bool isPath = endPoint is UnixDomainSocketEndPoint;
        return failure switch
        {
            BindFailure.InUse when isPath => $"Cannot bind {name}: another socket holds it, or a file that is not a socket is there. Stop the process that does, or choose another path.",
            BindFailure.InUse => $"Cannot bind {name}: another socket holds it. Stop the process that does, choose another port, or ask for port 0 to get a free one.",
            BindFailure.Denied when isPath => $"Cannot bind {name}: permission denied. Choose a directory that this user may write.",
            BindFailure.Denied => $"Cannot bind {name}: permission denied. Choose a port from 1024 on, or give the process the right.",
            BindFailure.NotAvailable when isPath => $"Cannot bind {name}: its directory does not exist. Make the directory first.",
            BindFailure.NotAvailable => $"Cannot bind {name}: it is not an address of this machine. Bind one that is, or the unspecified address (0.0.0.0 or [::]).",
            _ => $"Cannot bind {name}: {inner?.Message ?? "unknown reason"}",
        };
    }
}

/// <summary>A peer could not be connected to. The message names the peer and what each of its addresses answered.</summary>
public sealed class ConnectException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="endPoint">The peer.</param>
    /// <param name="reason">What each address answered.</param>
    /// <param name="innerException">What the system said last.</param>
    public ConnectException(EndPoint endPoint, string reason, Exception? innerException)
        : base($"Cannot connect to {EndPointText.Describe(endPoint)}: {reason}", innerException) => EndPoint = endPoint;

    /// <summary>The peer.</summary>
    public EndPoint EndPoint { get; }
}
