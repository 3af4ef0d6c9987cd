using ProtoSockets.Transports;

namespace ProtoSockets.Clients;

/// <summary>Several addresses of one service, tried in turn.</summary>
internal static class AddressRound
{
    /// <summary>Connects to an address.</summary>
    /// <param name="index">Which address.</param>
    /// <param name="before">Why the one before could not be connected to; null for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public delegate Task<T> Attempt<T>(int index, Exception? before, CancellationToken cancellationToken);

    /// <summary>Tries each address once, and ends with the first that can be connected to.</summary>
    /// <param name="addresses">The addresses.</param>
    /// <param name="first">Which one to begin with.</param>
    /// <param name="attempt">Connects.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ConnectException">There are several, and none could be connected to; the message has what each answered. With one address its own exception comes.</exception>
    public static async Task<T> RunAsync<T>(IReadOnlyList<TransportAddress> addresses, int first, Attempt<T> attempt, CancellationToken cancellationToken)
    {
        List<string> answers = [];
        Exception? last = null;
        for (int number = 0; number < addresses.Count; number++)
        {
            int index = (first + number) % addresses.Count;
            try
            {
                return await attempt(index, last, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (addresses.Count > 1 && !cancellationToken.IsCancellationRequested)
            {
                answers.Add(exception is ConnectException ? exception.Message : $"{addresses[index]}: {exception.Message}");
                last = exception;
            }
        }

        throw new ConnectException(addresses[first].EndPoint, $"none of {addresses.Count} addresses. {string.Join(" ", answers)}", last);
    }
}
