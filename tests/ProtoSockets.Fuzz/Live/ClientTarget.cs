using System.Reflection;
using ProtoSockets.Clients;
using ProtoSockets.Fuzz.Targets;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Fuzz.Live;

/// <summary>A client that calls, and a server that answers with the input. Whatever that is: the call ends, with an answer or a declared error, and so does the connection.</summary>
internal sealed class ClientTarget<TProtocol, TWire>(string group, string name) : FuzzTarget(group, name)
    where TProtocol : class, IProtocolClass
    where TWire : struct, IProtocol
{
    private readonly AnyClient _client = AnyClient.Of<TProtocol>();
    private readonly StreamListener?[] _listeners = new StreamListener?[2];
    private readonly ClientOptions _options = new() { StreamTimeout = TimeSpan.FromSeconds(1) };

    public override int Slice => 12;

    public override bool IsNoisy => true;

    public override IEnumerable<byte[]> Seeds(Random random) => TWire.Description.Carriers.HasFlag(Carriers.Stream) ? ConversationSeeds.Of<TProtocol, TWire>(Group, Side.Server, random) : [];

    public override void Run(byte[] input)
    {
        if (input.Length > 0 && TWire.Description.Carriers.HasFlag(Carriers.Stream))
        {
            RunAsync(input).GetAwaiter().GetResult();
        }
    }

    private async Task RunAsync(byte[] input)
    {
        LiveMode mode = new(input[0]);
        TransportAddress any = LiveMode.Any(mode.IsLoopback);
        var transport = (StreamTransport)any.Transport;
        StreamListener listener = _listeners[mode.IsLoopback ? 1 : 0] ??= transport.Listen(any.EndPoint, new BindOptions());
        Task<IProtocolClient> connecting = _client.ConnectAsync(new TransportAddress(transport, listener.LocalEndPoint), _options, CancellationToken.None);
        using RawConnection server = new(await Failures.SoonAsync(listener.AcceptAsync(CancellationToken.None).AsTask(), "The connection"));
        Task calling = CallAsync(connecting);
        await server.SendAsync(input.AsMemory(1), mode.Piece);
        if (mode.IsReset)
        {
            server.Reset();
        }
        else
        {
            await server.EndAsync();
        }

        await Failures.SoonAsync(Task.WhenAll(calling).ContinueWith(static task => task.Exception, TaskScheduler.Default), "The end of the call");
        await calling;
    }

    private async Task CallAsync(Task<IProtocolClient> connecting)
    {
        try
        {
            IProtocolClient client = await connecting;
            await using (client)
            {
                await CallAsync(client);
                await client.Completion.WaitAsync(Failures.Patience);
            }
        }
        catch (Exception exception) when (exception is not FindingException)
        {
            Failures.RequireTyped(exception, "The call");
        }
    }

    /// <summary>Makes the first call that there is, of which something can be made up.</summary>
    private static async Task CallAsync(IProtocolClient client)
    {
        foreach (MethodInfo method in client.GetType().GetMethods().Where(method => method.Name.StartsWith("Try", StringComparison.Ordinal) || method.ReturnType.IsGenericType))
        {
            ParameterInfo[] parameters = method.GetParameters();
            if (method.ContainsGenericParameters || !method.Name.EndsWith("Async", StringComparison.Ordinal) || method.ReturnType.GetGenericTypeDefinition() != typeof(ValueTask<>)
                || parameters is not [var request, ..] || request.ParameterType.DeclaringType != typeof(TProtocol) || AnyHandler.Make(request.ParameterType) is not { } made)
            {
                continue;
            }

            object?[] arguments = [made, .. parameters.Skip(1).Select(parameter => parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null)];
            try
            {
                object call = method.Invoke(client, arguments)!;
                await (Task)call.GetType().GetMethod(nameof(ValueTask<int>.AsTask))!.Invoke(call, null)!;
            }
            catch (TargetInvocationException exception) when (exception.InnerException is not null)
            {
                // What was made up has no wire form.
                Failures.RequireTyped(exception.InnerException is NullReferenceException or ArgumentException ? null : exception.InnerException, "The call");
            }
            catch (Exception exception) when (exception is NullReferenceException or ArgumentException or InvalidOperationException)
            {
                FindingException.Require(exception.StackTrace?.Contains(nameof(IWireSerializable<>.Write), StringComparison.Ordinal) == true || exception is HandedOverException, $"The call ended with {exception}");
            }

            return;
        }
    }
}
