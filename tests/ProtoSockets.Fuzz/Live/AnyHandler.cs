using System.Reflection;
using ProtoSockets.Tests.Views.Agreement;

namespace ProtoSockets.Fuzz.Live;

/// <summary>A handler of any protocol: it answers whatever it is asked with values that are made up, and knows how its session ended. Made by <see cref="DispatchProxy"/>.</summary>
#pragma warning disable CA1852 // The proxy derives from it.
internal class AnyHandler : DispatchProxy
#pragma warning restore CA1852
{
    private static readonly MethodInfo Items = typeof(AnyHandler).GetMethod(nameof(OneItem), BindingFlags.Static | BindingFlags.NonPublic)!;
    private static readonly Random Chance = new(1);
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the session, with what ended it.</summary>
    public Task<Exception?> Ended => _ended.Task;

    public static object Create(Type handlerType, out AnyHandler handler)
    {
        object proxy = DispatchProxy.Create(handlerType, typeof(AnyHandler));
        handler = (AnyHandler)proxy;
        return proxy;
    }

    /// <summary>A value to answer with, or the default.</summary>
    public static object? Make(Type type)
    {
        if (type.GetMethods(BindingFlags.Static | BindingFlags.Public).FirstOrDefault(method => method.Name == "op_Implicit" && method.ReturnType == type) is { } conversion && type.IsGenericType)
        {
            // CallResult and OptionalReply: made of the reply.
            return Make(conversion.GetParameters()[0].ParameterType) is { } reply ? conversion.Invoke(null, [reply]) : Default(type);
        }

        lock (Chance)
        {
            return new AnyRecord(Chance).Of(type) ?? Default(type);
        }
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == "DisconnectedAsync")
        {
            _ended.TrySetResult(args!.OfType<Exception>().FirstOrDefault());
        }

        Type type = targetMethod.ReturnType;
        Type? result = type.IsGenericType ? type.GenericTypeArguments[0] : null;
        return result is null ? Default(type)
            : type.GetGenericTypeDefinition() == typeof(ValueTask<>) ? Activator.CreateInstance(type, Make(result))
            : type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>) ? Items.MakeGenericMethod(result).Invoke(null, [Make(result)])
            : Make(type);
    }

    private static object? Default(Type type) => type.IsValueType && type != typeof(void) ? Activator.CreateInstance(type) : null;

    private static async IAsyncEnumerable<T> OneItem<T>(T item)
    {
        await Task.CompletedTask;
        yield return item;
    }
}
