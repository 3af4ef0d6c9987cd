namespace ProtoSockets.Fuzz.Live;

/// <summary>How hostile bytes come to a server.</summary>
internal enum LiveWay
{
    /// <summary>Over memory, and now and then over TCP.</summary>
    Stream,

    /// <summary>By datagrams.</summary>
    Datagrams,

    /// <summary>Over a Unix socket whose clients say in front whose connection it is.</summary>
    Proxied,
}
