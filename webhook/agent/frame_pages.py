"""What a panel inside a helpdesk asks for beside drafts: a small window to sign in, and the next pass."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from webhook.accounts.permissions import ROLES_OF, Act
from webhook.accounts.signing_in import principal_of_user
from webhook.agent.framing import keepsake_of, known_pass, pass_for, renewed
from webhook.agent.sidebar import connection_of
from webhook.errors import ConnectionNotFoundError, NotSignedInError
from webhook.http.context import has_pass, services, signed_in
from webhook.http.frames import COOKIE, HEADER

pages = Blueprint("frame", __name__, url_prefix="/agent/frame")


@pages.get("/sign-in", endpoint="sign_in")
def sign_in() -> str | BaseResponse:
    """Hand a pass to the frame that opened this window; without a session sign in first.

    The pass is told to a page of our own origin alone; another opener hears nothing.
    """
    connection = connection_of(services(), request.args.get("connection"))
    if connection is None:
        raise ConnectionNotFoundError("This app belongs to a connection that is not here any more; ask an admin.")
    found = signed_in()
    if found is None:
        here = url_for("frame.sign_in", connection=connection.id)
        return redirect(url_for("sign_in.show", next=here), 303)
    who = principal_of_user(found.user)
    may = who.role in ROLES_OF[Act.DECIDE] and who.may_see(connection.brand_id) and not connection.is_paused
    token = pass_for(found.user, connection.id) if may else ""
    return render_template("agent/frame_sign_in.html", token=token, name=found.user.name, role=who.role.value)


@pages.post("/renew", endpoint="renew")
def renew() -> Response:
    """Answer with the next pass in the header that the request carried its own in.

    With ``keep`` a cookie for this frame alone is set, so that it is known when it is loaded
    again; where a browser takes none, people press Sign in once more.  Neither cookie nor
    answer is of use to another site, which could not read the header.
    """
    connection_id = request.args.get("connection", "")
    found = known_pass(connection_id)
    if found is None and not has_pass():
        return Response(status=204)  # nobody is known here yet
    if found is None:
        raise NotSignedInError("This frame's pass is over; open the ticket again or sign in.")
    response = Response(status=204, headers={HEADER: renewed(found)})
    if request.args.get("keep"):
        response.set_cookie(
            COOKIE + connection_id,
            keepsake_of(found),
            max_age=services().settings.sessions.lifetime_hours * 3600,
            path=url_for("frame.renew"),
            secure=True,
            httponly=True,
            samesite="None",
            partitioned=True,
        )
    return response
