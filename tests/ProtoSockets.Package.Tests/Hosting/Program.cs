using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ProtoSockets.Hosting;
using Sample;

WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("Chat:Addresses:0", "tcp://127.0.0.1:0")]);
builder.Services.AddScoped<Chat.IServerHandler>(_ => new ChatHandler());
builder.Services.AddProtoServer<Chat>(builder.Configuration.GetSection("Chat"));
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
{
    kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseProtocol<Chat>());
    kestrel.Listen(IPAddress.Loopback, 0);
});
await using WebApplication host = builder.Build();
host.Run(context => context.Response.WriteAsync("hello from HTTP", context.RequestAborted));
await host.StartAsync();

Uri[] addresses = [.. host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address))];
EndPoint[] places = [host.Services.GetRequiredService<IProtoServer<Chat>>().EndPoints[0], new IPEndPoint(IPAddress.Loopback, addresses[0].Port)];
foreach (EndPoint place in places)
{
    var services = new ServiceCollection();
    services.AddProtoClient<Chat>(options => options.Address = place);
    await using ServiceProvider provider = services.BuildServiceProvider();
    Chat.Client chat = await provider.GetRequiredService<IProtoClientFactory<Chat.Client>>().GetClientAsync();
    Chat.Welcome welcome = await chat.JoinAsync(new("ada"));
    Console.WriteLine($"member {welcome.MemberId}, {welcome.Online} online");
}

using var browser = new HttpClient();
Console.WriteLine(await browser.GetStringAsync(addresses[1]));
await host.StopAsync();
Console.WriteLine("drained");

internal sealed class ChatHandler : Chat.IServerHandler
{
    public ValueTask<Chat.Welcome> JoinAsync(Chat.Join request, Chat.Session session, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new Chat.Welcome(7, (ushort)request.Nick.Length));

    public ValueTask SayAsync(Chat.Say message, Chat.Session session, CancellationToken cancellationToken) =>
        session.SaidAsync(new(7, message.Text), cancellationToken);
}
