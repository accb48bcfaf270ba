using LockActors.Engine;

namespace LockActors.Simulation;

internal sealed partial class Session
{
    /// <summary>A push says that it is its turn, but not how long ago: it confirms, and relies on what that answer
    /// says.</summary>
    public void OnPush(Answer grant)
    {
        if (IsAsking && grant.Request == Request)
        {
            _lease = grant.Lease;
            _token = grant.Token;
            Confirm();
        }
    }

    private void OnAcquireReply(Answer answer, TimeSpan sentAt, TimeSpan left)
    {
        var isOfCalm = _clock.True(sentAt) >= _run.HealedAt;
        if (!isOfCalm)
        {
            // What an activation of the storm said may still arrive.
            _run.Liveness.Excuse(Request);
        }

        switch (answer.Kind)
        {
            case AnswerKind.Granted:
                _lease = answer.Lease;
                _token = answer.Token;
                BeginValidity(sentAt, left, answer.ValidFor);
                if (!answer.Confirmed || IsAsking)
                {
                    Confirm();
                }

                break;
            case AnswerKind.Queued:
                if (isOfCalm)
                {
                    _run.Liveness.MustGet(Request);
                }

                var (request, ask) = (Request, _asks);
                In(TimeSpan.FromSeconds(1), () =>
                {
                    if (request == Request && IsAsking && ask == _asks)
                    {
                        AskAgainOrGiveUp();
                    }
                });
                break;
            case AnswerKind.Unavailable:
                Undo();
                Finish($"{answer.Kind}");
                break;
            default:
                Finish($"{answer.Kind} {answer.Reason}");
                break;
        }
    }

    private void Confirm() => CallForLease((machine, call, now) => machine.Confirm(call, _lease, now));

    private void Renew() => CallForLease((machine, call, now) => machine.Renew(call, _lease, _ttl, now));

    private void CallForLease(Func<LockMachine, CallId, Moment, Decision> command)
    {
        var (request, sentAt) = (Request, Local);
        Call(request, isAcquire: false, command, (answer, left) =>
        {
            if (request != Request)
            {
                return;
            }

            if (answer.Kind == AnswerKind.Renewed && (IsAsking || _state == State.Holding))
            {
                BeginValidity(sentAt, left, answer.ValidFor);
            }
            else if (answer.Kind == AnswerKind.Lost && _state == State.Holding)
            {
                EndValidity();
                Finish("lost");
            }
        });
    }

    /// <summary>Counts from before the call was sent, less the drift; a late answer revives nothing.</summary>
    private void BeginValidity(TimeSpan sentAt, TimeSpan left, TimeSpan validFor)
    {
        var until = sentAt + left - Drift.Of(validFor);
        if (until <= Local || (_state == State.Holding && _validUntil <= Local))
        {
            return;
        }

        if (IsAsking)
        {
            _run.Fencing.Granted(Request, _lease, _token, 1);
            _run.Liveness.Granted(Request);
            _run.Grants++;
            _state = State.Holding;
            _validUntil = until;
            var request = Request;
            In(Simulator.Between(0, 8), () => EndWork(request));
            KeepUp(request);
        }

        _validUntil = until > _validUntil ? until : _validUntil;
        _run.Exclusion.Holds(
            _run.NameOf(_lease, _token), Request, Simulator.Now, _clock.True(_validUntil));
        var (holding, expected) = (Request, _validUntil);
        In(_validUntil - Local, () =>
        {
            if (_state == State.Holding && holding == Request && expected == _validUntil)
            {
                EndValidity();
                Finish("validity ended");
            }
        });
    }

    private void KeepUp(RequestId request) => In(_ttl / 3, () =>
    {
        if (_state == State.Holding && request == Request)
        {
            Renew();
            KeepUp(request);
        }
    });

    private void EndWork(RequestId request)
    {
        if (_state != State.Holding || request != Request)
        {
            return;
        }

        EndValidity();
        _state = State.Releasing;
        Release(request, 0);
    }

    private void Release(RequestId request, int tries)
    {
        if (_state != State.Releasing || request != Request)
        {
            return;
        }

        if (tries == 5)
        {
            Finish("released without an answer");
            return;
        }

        var lease = _lease;
        Call(request, isAcquire: false, (machine, call, now) => machine.Release(call, lease, request, now), (_, _) =>
        {
            if (_state == State.Releasing && request == Request)
            {
                Finish("released");
            }
        });
        In(CallTimeout, () => Release(request, tries + 1));
    }

    private void EndValidity() => _run.Exclusion.Stops(_run.NameOf(_lease, _token), Request);
}
