using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ProtoSockets.Transports;

namespace ProtoSockets.Hosting.Tests;

/// <summary>A server is bound when its host starts and drained when it stops.</summary>
public sealed class ServerLifeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_is_bound_once_the_host_has_started_and_closed_once_it_has_stopped()
    {
        using IHost host = Hosts.Harbour();
        Assert.Equal(SocketState.Created, host.Server().State);

        await host.StartAsync(Cancelled);
        TransportAddress at = host.Address();
        Assert.Equal(SocketState.Listening, host.Server().State);
        await using (Harbour.Client client = await Harbour.Client.ConnectAsync(at, cancellationToken: Cancelled))
        {
            Assert.Equal(1u, (await client.DockAsync(new(7), Cancelled)).Number);
            Assert.Equal(1, host.Server().ConnectionCount);
        }

        await host.StopAsync(Cancelled);
        Assert.Equal(SocketState.Closed, host.Server().State);
        await Assert.ThrowsAsync<ConnectException>(() => Harbour.Client.ConnectAsync(at, cancellationToken: Cancelled));
    }

    [Fact]
    public async Task Another_host_binds_the_same_port_right_after_the_first_has_stopped()
    {
        TransportAddress at = Hosts.AnyPort;
        for (int round = 0; round < 3; round++)
        {
            TransportAddress asked = at;
            using IHost host = Hosts.Harbour(configure: options => options.Addresses.Add(asked));
            await host.StartAsync(Cancelled);
            at = host.Address();
            await using Harbour.Client client = await Harbour.Client.ConnectAsync(at, cancellationToken: Cancelled);
            await client.DockAsync(new(1), Cancelled);

            await host.StopAsync(Cancelled);

            await client.Completion.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_the_start_of_the_host_with_the_typed_error()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        using IHost host = Hosts.Harbour(configure: options =>
        {
            options.Addresses.Add(Hosts.AnyPort);
            options.Addresses.Add(other.LocalEndPoint!);
        });

        BindException exception = await Assert.ThrowsAsync<BindException>(() => host.StartAsync(Cancelled));

        Assert.Equal(BindFailure.InUse, exception.Failure);
        Assert.Equal(SocketState.Created, host.Server().State);
        Assert.Empty(host.Server().EndPoints);
    }

    [Fact]
    public async Task Stopping_answers_the_calls_that_are_running()
    {
        using IHost host = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled);
        Task<Harbour.Berth> call = client.WaitAsync(new(1), Cancelled).AsTask();
        await host.Logbook().UntilAsync(logbook => logbook.Notes.Contains("waiting"));

        Task stopping = host.StopAsync(Cancelled);
        Assert.True(host.Server().IsStopping);
        Assert.False(stopping.IsCompleted);
        host.Logbook().Released.SetResult();

        Assert.Equal(1u, (await call).Number);
        await stopping;
        Assert.Equal(["connected", "waiting", "released", "disconnected", "crew 1 gone"], host.Logbook().Notes);
    }

    [Fact]
    public async Task Stopping_does_not_outlast_the_patience_of_the_host()
    {
        using IHost host = Hosts.Harbour(
            builder => builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100)),
            options =>
            {
                options.Addresses.Add(Hosts.AnyPort);
                options.Server = options.Server with { DrainTimeout = TimeSpan.FromMinutes(10) };
            });
        await host.StartAsync(Cancelled);
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled);
        Task<Harbour.Berth> call = client.WaitAsync(new(1), Cancelled).AsTask();
        await host.Logbook().UntilAsync(logbook => logbook.Notes.Contains("waiting"));

        await host.StopAsync(Cancelled).WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        await Assert.ThrowsAnyAsync<CallException>(() => call);
        Assert.Contains(host.Log(), entry => entry.Event.Id == 1001);
        host.Logbook().Released.SetResult();
    }

    [Fact]
    public async Task A_server_that_fails_stops_the_host()
    {
        using IHost host = Hosts.Harbour(configure: static _ => { });
        host.Server().AddListener(new FailingListener());
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult))
        {
            await host.StartAsync(Cancelled);

            await stopping.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        }

        Assert.Contains(host.Log(), entry => entry.Event.Id == 1000);
    }

    [Fact]
    public async Task Listeners_are_given_before_the_start()
    {
        using IHost host = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        using var listener = new FailingListener();

        Assert.Throws<InvalidOperationException>(() => host.Server().AddListener(listener));
    }

    [Fact]
    public async Task Adding_a_server_twice_says_more_of_the_same_one()
    {
        using IHost host = Hosts.Harbour(builder => builder.Services.AddProtoServer<Harbour>(options => options.Addresses.Add(TransportAddress.Parse("udp://127.0.0.1:0"))));

        await host.StartAsync(Cancelled);

        Assert.Equal(2, host.Server().EndPoints.Count);
        Assert.Single(host.Services.GetServices<IHostedService>(), service => service is IProtoServer<Harbour>);
    }

    [Fact]
    public async Task Two_protocols_are_served_by_one_host()
    {
        using IHost host = Hosts.Harbour(builder =>
        {
            builder.Services.AddSingleton<Beacon.IServerHandler, Lighthouse>();
            builder.Services.AddProtoServer<Beacon>(options => options.Addresses.Add(Hosts.AnyPort));
        });
        await host.StartAsync(Cancelled);
        IProtoServer<Beacon> beacon = host.Services.GetRequiredService<IProtoServer<Beacon>>();

        await using Beacon.Client client = await Beacon.Client.ConnectAsync(beacon.EndPoints[0], cancellationToken: Cancelled);

        Assert.Equal(3, (await client.LookAsync(new(3), Cancelled)).Times);
        Assert.Equal(0, host.Server().ConnectionCount);
    }

    [Fact]
    public async Task The_engine_logs_with_the_host()
    {
        using IHost host = Hosts.Harbour();

        await host.StartAsync(Cancelled);

        Assert.Contains(host.Log(), entry => entry is { Category: "ProtoSockets.Harbour.Server", Event.Id: 1 });
    }

    /// <summary>Fails with what no listener throws.</summary>
    private sealed class FailingListener : StreamListener
    {
        public override EndPoint LocalEndPoint => new IPEndPoint(IPAddress.None, 1);

        public override ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken) => ValueTask.FromException<StreamConnection>(new NotSupportedException("broken"));

        protected override void Dispose(bool disposing)
        {
        }
    }
}
