using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Diagnostics;

/// <summary>An outgoing call that somebody watches.</summary>
internal sealed class ClientCall
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly string _method;
    private readonly EndPoint? _server;
    private readonly bool _isStream;
    private readonly Activity? _outer;
    private readonly Activity? _activity;

    private ClientCall(string method, EndPoint? server, bool isStream)
    {
        _method = method;
        _server = server;
        _isStream = isStream;

        _outer = Activity.Current;
        _activity = Telemetry.Source.StartActivity(method, ActivityKind.Client);
    }

    /// <summary>The span of the call that is being sent here; null when nobody traces it.</summary>
    public static Activity? Sending => Telemetry.Source.HasListeners() && Activity.Current is { IdFormat: ActivityIdFormat.W3C } current && ReferenceEquals(current.Source, Telemetry.Source) ? current : null;

    /// <summary>Begins to watch. Its activity is the current one until <see cref="WatchAsync"/>, also for a request that has to wait for room: what is sent belongs to it.</summary>
    public static ClientCall Start<TProtocol, TRequest>(EndPoint? server, bool isStream)
        where TProtocol : struct, Runtime.IProtocol => new(MethodName<TProtocol, TRequest>.Value, server, isStream);

    /// <summary>The same call with many replies, watched from when its enumeration begins to when it ends. The request is sent, and a stream that goes with it read, below its activity.</summary>
    /// <param name="call">The call.</param>
    /// <param name="server">The server.</param>
    /// <param name="isStream">Whether a stream carries it.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public static async IAsyncEnumerable<TReply> WatchManyAsync<TProtocol, TRequest, TReply>(
        IAsyncEnumerable<TReply> call, EndPoint? server, bool isStream, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TProtocol : struct, Runtime.IProtocol
    {
        ClientCall watched = Start<TProtocol, TRequest>(server, isStream);
        IAsyncEnumerator<TReply> replies = call.GetAsyncEnumerator(cancellationToken);
        Exception? failure = null;
        try
        {
            while (true)
            {
                try
                {
                    if (!await replies.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (Exception exception)
                {
                    failure = exception;
                    throw;
                }

                yield return replies.Current;
            }
        }
        finally
        {
            await replies.DisposeAsync().ConfigureAwait(false);
            watched.End(failure);
        }
    }

    /// <summary>The same call, told when it ends.</summary>
    /// <param name="call">The call.</param>
    /// <param name="refused">Whether what it brought is the protocol's error reply; null when that is an exception.</param>
    public ValueTask<TResult> WatchAsync<TResult>(ValueTask<TResult> call, Func<TResult, bool>? refused = null)
    {
        // The caller's own activity is the current one again: the call ends on another thread.
        Activity.Current = _outer;
        return AwaitAsync(call, refused);
    }

    private async ValueTask<TResult> AwaitAsync<TResult>(ValueTask<TResult> call, Func<TResult, bool>? refused)
    {
        TResult result;
        try
        {
            result = await call.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            End(exception);
            throw;
        }

        End(refused?.Invoke(result) == true ? new CallRefusedException(RefusalCode.Rejected, "The server answered with the protocol's error reply.") : null);
        return result;
    }

    private void End(Exception? failure)
    {
        TagList tags = Telemetry.CallTags(_method, _server, _isStream, failure);
        Telemetry.ClientDuration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, tags);
        ActivityTags.End(_activity, in tags, failure);
    }
}
