namespace LockActors.Grains;

/// <summary>A grain that speaks for the silo that it lives on, and is named after it.</summary>
internal abstract class SiloBoundGrain(IGrainContext context, ILocalSiloDetails silo) : IGrainBase
{
    public IGrainContext GrainContext { get; } = context;

    protected ILocalSiloDetails Silo => silo;

    /// <summary>False when the silo it is named after was gone when it was placed; then it goes as well.</summary>
    protected bool IsAtHome()
    {
        var isAtHome = GrainContext.GrainId.Key.ToString() == silo.SiloAddress.ToParsableString();
        if (!isAtHome)
        {
            this.DeactivateOnIdle();
        }

        return isAtHome;
    }
}
