// Tencent Cloud's SDK makes one for a request that uploads a file. None of ours does; with the package come the media
// types of all files.
// oxlint-disable-next-line import/no-default-export -- the package that it stands for has a default export
export default function FormData() {
  throw new Error("no file is uploaded by this bundle of tencentcloud-sdk-nodejs-common");
}
