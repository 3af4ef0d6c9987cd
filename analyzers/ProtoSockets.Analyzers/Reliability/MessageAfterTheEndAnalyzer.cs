using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ProtoSockets.Analyzers.Handlers;
using ProtoSockets.Analyzers.Network;

namespace ProtoSockets.Analyzers.Reliability;

/// <summary>
/// PSOCK4012: a message or a change of a connection that is no more, or no longer this protocol's. Which messages a side may send, and which it gets, the generated types say;
/// when is what they can't say.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MessageAfterTheEndAnalyzer() : HandlerAnalyzer(DiagnosticDescriptors.MessageAfterTheEnd)
{
    private const string Continue = "ContinueAs";
    private const string Encrypt = "UpgradeToTls";

    private protected override void Look(HandlerBody body)
    {
        if (!body.Method.IsServer)
        {
            return;
        }

        IInvocationOperation? handedOver = null;
        foreach (IInvocationOperation call in body.CallsOfPeer())
        {
            string name = call.TargetMethod.Name;
            bool isChange = name.StartsWith(Continue, StringComparison.Ordinal) || name == Encrypt;
            if (body.Method.IsDisconnected)
            {
                // An address that has sent nothing for a while is forgotten, and can be sent to all the same.
                if ((isChange || body.Method.SentBy(call) is not null) && body.Definition is { HasDatagram: false })
                {
                    Report(body, Operations.NameOf(call), DiagnosticSeverity.Error, name, "DisconnectedAsync is called when the connection has ended, or is another protocol's");
                }
            }
            else if (isChange && handedOver is not null && IsBehind(call, handedOver))
            {
                Report(body, Operations.NameOf(call), DiagnosticSeverity.Error, name, $"'{handedOver.TargetMethod.Name}' has handed the connection over already");
            }
            else if (name.StartsWith(Continue, StringComparison.Ordinal) && body.Definition is not null)
            {
                handedOver = call;
            }
        }
    }

    /// <summary>Whether a call is always preceded by another one: a statement of the same block, further up.</summary>
    private static bool IsBehind(IInvocationOperation call, IInvocationOperation earlier) =>
        earlier.Parent is IExpressionStatementOperation { Parent: IBlockOperation block }
        && earlier.Syntax.SpanStart < call.Syntax.SpanStart
        && block.Syntax.Span.Contains(call.Syntax.Span)
        && !block.Operations.Any(static operation => operation is ILabeledOperation);
}
