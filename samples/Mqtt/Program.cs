using System.CommandLine;
using MqttSample;

var root = new RootCommand("A client and a broker of MQTT 3.1.1 and 5.") { PubCommand.Create(), SubCommand.Create(), ServeCommand.Create() };
return await CommandLine.RunAsync(root, args);
