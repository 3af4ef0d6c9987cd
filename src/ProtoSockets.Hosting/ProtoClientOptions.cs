namespace ProtoSockets.Hosting;

/// <summary>Which server a client connects to, and how.</summary>
/// <remarks>
/// A section of the configuration has the same names: <c>Address</c> or <c>Addresses</c>, and the properties of <see cref="ClientOptions"/> directly in it, <c>Connect</c> and <c>Reconnect</c> as sections of their own. Names
/// that nobody knows are errors.
/// </remarks>
public sealed class ProtoClientOptions
{
    /// <summary>The server.</summary>
    public TransportAddress? Address { get; set; }

    /// <summary>Further servers that offer the same, or, without an <see cref="Address"/>, all of them: the first that accepts is taken, and a client that connects again tries them in turn.</summary>
    public IList<TransportAddress> Addresses { get; } = [];

    /// <summary>How to connect and call. Without a logger factory of its own the client logs with the host's.</summary>
    public ClientOptions Client { get; set; } = ClientOptions.Default;

    /// <summary>All of them.</summary>
    internal IReadOnlyList<TransportAddress> AllAddresses => Address is null ? [.. Addresses] : [Address, .. Addresses];

    /// <summary>What could not be read from the configuration; reported together with everything else when the host starts.</summary>
    internal List<string> Problems { get; } = [];
}
