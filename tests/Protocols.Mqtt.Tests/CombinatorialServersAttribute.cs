using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace MqttSample.Tests;

/// <summary>Both servers, in both versions.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CombinatorialServersAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) => ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
    [
        new TheoryDataRow<bool, int>(true, 4),
        new TheoryDataRow<bool, int>(true, 5),
        new TheoryDataRow<bool, int>(false, 4),
        new TheoryDataRow<bool, int>(false, 5),
    ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
